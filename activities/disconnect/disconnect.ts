import { DexError } from '#contract/error.ts'
import type { ConnectionId } from '#contract/ids.ts'
import { type ConnectionView, listConnections, listEnding } from '#store/connections.ts'
import { appendLogAlone } from '#store/log.ts'
import type { GateDeps } from '../deps.ts'
import type { DisconnectInput } from '../types.ts'

/**
 * Revokes at the platform what its person or an admin took out of use, and destroys ours. INVARIANT: that api's row says so
 * counts, not who started this workflow (T1). `atPlatform`: whether the platform ended its side; null when it was done before.
 */
export async function disconnect(
  deps: GateDeps,
  workflowId: string,
  input: DisconnectInput,
): Promise<{ atPlatform: boolean | null }> {
  const { tenant } = deps
  if (workflowId !== `${tenant}/disconnect/${input.connection}`) throw new DexError('request_unknown')
  return { atPlatform: await endConnection(deps, input.connection) }
}

/** Of one that is out of use already. Null when it was done before. */
export async function endConnection(deps: GateDeps, id: string): Promise<boolean | null> {
  const { tenant } = deps
  const [row] = await deps.database.read(tenant, (tx) =>
    listConnections(tenant, tx, { id, activeOnly: false }),
  )
  if (!row) throw new DexError('not_found')
  if (row.state === 'active') throw new DexError('forbidden', 'nobody took this connection out of use')
  return row.state === 'ending' ? finish(deps, row) : null
}

/** What a crash or an outage left out of use and not yet destroyed; answers how many. */
export async function finishDisconnects(deps: GateDeps): Promise<number> {
  const ending = await deps.database.read(deps.tenant, (tx) => listEnding(deps.tenant, tx))
  for (const row of ending) await finish(deps, row)
  return ending.length
}

async function finish(deps: GateDeps, { id, person, platform, kind }: ConnectionView): Promise<boolean> {
  const { atPlatform } = await deps.delegation.revoke(deps.tenant, id as ConnectionId)
  await appendLogAlone(deps.tenant, deps.database, {
    v: 1,
    kind: 'connection.ended',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate' },
    code: 'revoked',
    detail: { connection: id, person, platform, kind, atPlatform },
  })
  return atPlatform
}
