import { catalog } from '#catalog/index.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { ApprovalId, RequestId } from '#contract/ids.ts'
import { findApproval } from '#store/approvals.ts'
import { listConnections, listUsable } from '#store/connections.ts'
import { findProposal } from '#store/proposals.ts'
import type { GateDeps } from '../deps.ts'
import { ConnectionNeeded } from '../execute/connection-needed.ts'
import { reading } from '../execute/reading.ts'
import type { ActingRights, RightsInput } from '../types.ts'

/**
 * Asked before somebody approves, so that nobody lends a credential that the platform will refuse. Says nothing but whether; no
 * decision rests on it.
 */
export async function actingRights(
  deps: GateDeps,
  workflowId: string,
  { approval: id, person }: RightsInput,
): Promise<ActingRights> {
  if (!workflowId.startsWith(`${deps.tenant}/rights/${id}/${person}/`)) throw new DexError('request_unknown')
  const found = await deps.database.read(deps.tenant, async (tx) => {
    const approval = await findApproval(deps.tenant, tx, id as ApprovalId)
    const proposal =
      approval && (await findProposal(deps.tenant, tx, approval.request as RequestId, approval.step))
    const definition = proposal && catalog.get(proposal.action)
    if (!definition) throw new DexError('not_found')
    const { platform } = definition
    const [own] = await listConnections(deps.tenant, tx, { person, platform, kind: 'admin' })
    const usable = await listUsable(deps.tenant, tx, { person: null, connection: null })
    return { definition, own, usable }
  })
  const { definition, own, usable } = found
  if (definition.adminRight === null) return { right: 'enough' }
  if (!own) return { right: 'short' }
  try {
    return await reading(deps, usable, definition.platform, async ({ resolver, credential }, signal) => {
      const carried = await resolver.carries(definition.name, own.accountId, credential, signal)
      if (carried === null) return { right: 'unknown' }
      return { right: carried ? 'enough' : 'short' }
    })
  } catch (error) {
    if (error instanceof ConnectionNeeded || isDexError(error)) return { right: 'unknown' }
    throw error
  }
}
