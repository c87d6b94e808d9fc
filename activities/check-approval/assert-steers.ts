import type { Obligations } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { ListRow } from '#store/bulk.ts'
import { fills } from '../execute/quorum.ts'
import { yesBy } from '../execute/right.ts'
import type { DecisionCase } from './assert-decision.ts'

/**
 * A word on a list: of exactly this list, and by somebody who may say yes to it, where it lets anything go on. To stop it, or to
 * leave a line out of it, takes no right beyond the route's.
 */
export function assertSteers(found: DecisionCase, list: ListRow | undefined): void {
  const { approval, statement, right } = found
  if (!list || !approval || list.hash !== statement.actionHash) throw new DexError('statement_mismatch')
  const runs = list.started_at !== null && list.ended_at === null
  if (statement.verdict !== 'take_out' && !runs) throw new DexError('statement_mismatch')
  if (statement.verdict !== 'resume') return
  const { approvals = [] } = approval.obligations as Obligations
  const touched = { approvals, ids: found.lineTargets, privileged: false }
  const yes = yesBy(found, touched, right, null)
  if (!approvals.some((each) => fills(yes, { ...each, proof: [] })))
    throw new DexError('approver_not_entitled')
}
