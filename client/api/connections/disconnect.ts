import { z } from 'zod'
import { DexError, isDexError } from '#contract/error.ts'
import { ConnectionId } from '#contract/ids.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import { endConnection, listConnections } from '#store/connections.ts'
import { appendLog } from '#store/log.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf, hasRole } from '../session/caller.ts'
import { failureCode } from '../temporal/failure-code.ts'
import { withTemporal } from '../temporal/with-temporal.ts'

const Disconnected = z.strictObject({
  id: z.string(),
  /** Whether the platform ended its side; null: it is told as soon as it can be. The connection is out of use in any case. */
  atPlatform: z.boolean().nullable(),
})

/** `DELETE /api/connections/{id}`: takes a connection back: one's own, an admin anybody's. */
export function addDisconnect(app: App, deps: ApiDeps): void {
  app.delete(
    '/api/connections/:id',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['connections'],
        summary: 'Disconnect: revoked at the platform, destroyed here',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: Disconnected, ...problems },
      },
    },
    async (request) => {
      const { id } = request.params
      await end(deps, callerOf(request), id)
      return { id, atPlatform: await revoked(deps, callerOf(request), id) }
    },
  )
}

/** Out of use and on record in one transaction; what follows only destroys. */
async function end(deps: ApiDeps, caller: Caller, id: string): Promise<void> {
  const { tenant, person } = caller
  if (!ConnectionId.safeParse(id).success) throw new DexError('not_found')
  await deps.database.transaction(tenant, async (tx) => {
    const whose = hasRole(caller, 'admin') ? {} : { person }
    const [row] = await listConnections(tenant, tx, { id, activeOnly: false, ...whose })
    if (!row) throw new DexError('not_found')
    if (!(await endConnection(tenant, tx, id))) throw new DexError('already_decided', 'it is not in use')
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'connection.ended',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'api', person },
      code: 'disconnected',
      detail: { connection: id, person: row.person, platform: row.platform, kind: row.kind },
    })
  })
}

/** Null where nobody can be told now: the gate looks for what is out of use by itself. */
async function revoked(deps: ApiDeps, { tenant }: Caller, id: string): Promise<boolean | null> {
  try {
    const done = await withTemporal(deps, tenant, deps.deadlines.answerMs, (client) =>
      client.workflow.execute<(input: object) => Promise<{ atPlatform: boolean | null }>>(
        workflowTypes.disconnect,
        {
          workflowId: `${tenant}/disconnect/${id}`,
          taskQueue: thinkQueue(tenant),
          args: [{ connection: id }],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowExecutionTimeout: 10 * 60_000,
        },
      ),
    )
    return done.atPlatform
  } catch (error) {
    if (isDexError(error, 'temporal_unavailable') || failureCode(error) !== null) return null
    throw error
  }
}
