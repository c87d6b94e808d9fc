import type { FastifyInstance } from 'fastify'
import type { Microsoft } from '../context.ts'
import { listOf } from '../paging.ts'
import { renderSignIns } from '../render.ts'
import { assertHolds } from '../rights.ts'

export function addLogRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  app.get('/v1.0/auditLogs/signIns', async (request) => {
    const caller = await microsoft.authorize(request, 'AuditLog.Read.All')
    assertHolds(microsoft.directory, caller.user, 'see_sign_ins')
    const { state } = microsoft
    const newest = state.signIns.toSorted((a, b) => (a.createdDateTime < b.createdDateTime ? 1 : -1))
    const rows = renderSignIns(state.directory, newest)
    return listOf(microsoft, request, rows, { usual: 999, most: 1_000 })
  })

  app.get('/v1.0/auditLogs/directoryAudits', async (request) => {
    const caller = await microsoft.authorize(request, 'AuditLog.Read.All')
    assertHolds(microsoft.directory, caller.user, 'see_audits')
    const visible = microsoft.state.audits.filter((audit) => audit.visibleAt <= microsoft.now()).toReversed()
    const rows = visible.map(({ visibleAt: _ours, ...audit }) => audit)
    return listOf(microsoft, request, rows, { usual: 999, most: 1_000 })
  })
}
