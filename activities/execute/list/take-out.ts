import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import { findList, listLines } from '#store/bulk.ts'
import type { Tx } from '#store/database.ts'
import { findProposal } from '#store/proposals.ts'
import { scratchOf } from '#store/scratch.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { GateDeps } from '../../deps.ts'
import type { ListWait } from '../../types.ts'
import { waitOf } from '../times.ts'
import { replaceList } from './replace-list.ts'

/**
 * Takes lines out of a list that waits, under its approval's lock: a list with another root takes its place, under a step of its
 * own, and what anybody said to the one before is void (T20). It only ever gets shorter. Throws `approval_void`,
 * `already_decided`, `version_stale` and `input_invalid`.
 */
export async function takeOut(
  deps: GateDeps,
  tx: Tx,
  at: { approval: ApprovalRow | undefined; settings: TenantSettings; statement: DecisionStatement },
): Promise<ListWait> {
  const { tenant } = deps
  const { approval, settings, statement } = at
  const request = statement.request as RequestId
  if (!approval || approval.subject_kind !== 'list' || approval.state === 'void')
    throw new DexError('approval_void')
  if (approval.state !== 'pending') throw new DexError('already_decided')
  if (approval.expires_at.getTime() <= deps.clock()) throw new DexError('approval_expired')
  if (approval.subject_hash !== statement.actionHash) throw new DexError('version_stale')
  const list = await findList(tenant, tx, request, approval.step)
  const proposal = await findProposal(tenant, tx, request, approval.step)
  const key = await deps.keys.request(tenant, request)
  if (!list || !proposal || !key || statement.comment === null) throw new DexError('statement_mismatch')
  const scratch = scratchOf(tenant, tx, request, key)
  const named = await scratch.get(statement.comment)
  const taken = new Set(Array.isArray(named) ? (named as unknown[]) : [])
  const before = await listLines(tenant, tx, request, list.step)
  const on = before
    .filter((each) => each.position !== null)
    .toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0))
  const left = on.filter((each) => !taken.has(each.line))
  if (taken.size === 0 || left.length === 0 || left.length + taken.size !== on.length)
    throw new DexError('input_invalid', 'name lines of this list, and leave one at least')
  const asked = await replaceList(
    deps,
    tx,
    { approval, list, proposal, lines: before, taken, scratch },
    {
      end: 'lines_taken_out',
      by: statement.approver.person,
      // The same people, for as long as they had.
      asks: {
        obligations: JSON.stringify(approval.obligations),
        obligations_digest: approval.obligations_digest,
        expires_at: approval.expires_at,
        deadlines: approval.deadlines && JSON.stringify(approval.deadlines),
        remind_at: approval.remind_at,
        passed_code: approval.passed_code,
        asked_people: approval.asked_people,
      },
    },
  )
  return { list: asked.step, size: left.length, approval: waitOf(deps, settings, asked) }
}
