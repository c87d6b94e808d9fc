import type { RequestId } from '#contract/ids.ts'
import type { Ask } from '#contract/request.ts'
import { listUsable } from '#store/connections.ts'
import { scratchOf } from '#store/scratch.ts'
import { findSettings } from '#store/tenants.ts'
import type { GateDeps } from '../deps.ts'
import { ownRequest } from '../execute/load.ts'
import { reading } from '../execute/reading.ts'

/**
 * The requester's department, where a rule for hand-overs names any. Null where the identity source does not say: a request is handed
 * over whatever else is out of order.
 */
export async function departmentOf(
  deps: GateDeps,
  workflowId: string,
  request: RequestId,
): Promise<string | null> {
  const at = await deps.database.read(deps.tenant, async (tx) => {
    await ownRequest(deps, tx, request, workflowId)
    const settings = await findSettings(deps.tenant, tx)
    if (!settings?.escalation?.some(({ departments }) => departments !== undefined)) return null
    const key = await deps.keys.request(deps.tenant, request)
    const ask = (await scratchOf(deps.tenant, tx, request, key).get('ask')) as Ask | undefined
    const connections = await listUsable(deps.tenant, tx, { person: null, connection: null })
    return { platform: settings.identitySource, email: ask?.requesterEmail ?? null, connections }
  })
  if (at === null || at.email === null) return null
  const { platform, email, connections } = at
  return reading(deps, connections, platform, ({ resolver, credential }, signal) =>
    resolver.findByEmail(email, credential, signal),
  ).then(
    (account) => account?.department ?? null,
    () => null,
  )
}
