import { DexError } from '#contract/error.ts'
import type { ActAs } from '#contract/statement.ts'
import type { WaitingApproval } from '#store/approvals.ts'
import { listConnections } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { findFirstYes } from '#store/decisions.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { connectUrl, missingFor, platformOf } from './platform.ts'

/**
 * As whom it runs: the person that the first yes fixed, else the approver themselves (T4). Who approves has a usable
 * admin connection of their own in either case; without one, `connection_required` says where to make it. What an admin
 * asked for at the console always runs as that admin; second people sign for that, and need no connection (DESIGN).
 */
export async function actingOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  approval: WaitingApproval,
): Promise<ActAs> {
  const platform = platformOf(deps, approval)
  const console = approval.channel === 'pro' ? approval.requester_person : null
  const person = console ?? caller.person
  const [own] = await listConnections(caller.tenant, tx, { person, platform, kind: 'admin' })
  if (!own && person !== caller.person)
    throw new DexError('connection_required', 'the admin who asked for it is not connected to the platform')
  if (!own) {
    throw new DexError('connection_required', undefined, {
      extra: { platform, connectUrl: connectUrl(deps, platform, approval.id) },
    })
  }
  const first = approval.act_as ?? (await findFirstYes(caller.tenant, tx, approval.request, approval.step))
  if (first) return first
  const missing = missingFor(deps, approval, own.scopes)
  if (missing.length > 0)
    throw new DexError('connection_required', 'the connection lacks what this needs', {
      extra: { platform, missingScopes: missing, connectUrl: connectUrl(deps, platform, approval.id) },
    })
  return { person, connection: own.id }
}
