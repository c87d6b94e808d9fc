import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Microsoft } from '../context.ts'
import { badRequest, missing } from '../errors.ts'
import { listOf } from '../paging.ts'
import { renderRisk } from '../render.ts'
import { assertHolds } from '../rights.ts'

const Dismissal = z.strictObject({ userIds: z.array(z.string()).min(1) })

export function addRiskRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  app.get('/v1.0/identityProtection/riskyUsers', async (request) => {
    const caller = await microsoft.authorize(request, 'IdentityRiskyUser.Read.All')
    assertHolds(microsoft.directory, caller.user, 'see_risk')
    return listOf(microsoft, request, caller.listed.users.flatMap(renderRisk))
  })

  app.get<{ Params: { id: string } }>('/v1.0/identityProtection/riskyUsers/:id', async (request) => {
    const caller = await microsoft.authorize(request, 'IdentityRiskyUser.Read.All')
    assertHolds(microsoft.directory, caller.user, 'see_risk')
    const user = caller.seen.users.find((candidate) => candidate.id === request.params.id)
    const [row] = user ? renderRisk(user) : []
    if (!row) throw missing(request.params.id)
    return row
  })

  app.post('/v1.0/identityProtection/riskyUsers/dismiss', async (request, reply) => {
    const caller = await microsoft.authorize(request, 'IdentityRiskyUser.ReadWrite.All')
    assertHolds(microsoft.directory, caller.user, 'dismiss_risk')
    const parsed = Dismissal.safeParse(request.body)
    if (!parsed.success) throw badRequest('userIds is missing.')
    const users = parsed.data.userIds.map((id) => {
      const user = microsoft.directory.users.find((candidate) => candidate.id === id)
      if (!user?.risk) throw missing(id)
      return user
    })
    const change = () => {
      for (const user of users)
        user.risk = {
          riskLevel: 'none',
          riskState: 'dismissed',
          riskDetail: 'adminDismissedAllRiskForUser',
          riskLastUpdatedDateTime: microsoft.moment(),
        }
    }
    microsoft.write(caller, change, { activity: 'DismissUser', users })
    return reply.code(204).send()
  })
}
