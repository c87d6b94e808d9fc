import { catalog } from '#catalog/index.ts'
import { approvalViewName, type ApprovalView } from '#contract/approval-view.ts'
import { type Edited, editedName, type WantedEdit } from '#contract/edit.ts'
import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import { findCallOfStep } from '#store/calls.ts'
import type { Tx } from '#store/database.ts'
import type { ProposalRow } from '#store/proposals.ts'
import { scratchOf } from '#store/scratch.ts'
import type { GateDeps } from '../deps.ts'
import { logVoid, voidApproval } from '../execute/void-approval.ts'

/**
 * Puts what a person wants in the place of what was proposed, under the approval's lock: nobody's yes on the former counts, and the
 * gate resolves, decides and asks anew under the next step, with this person as an author (T17). Throws `params_invalid` for what the
 * action does not take.
 */
export async function edit(
  deps: GateDeps,
  tx: Tx,
  at: {
    approval: ApprovalRow | undefined
    proposal: ProposalRow | undefined
    statement: DecisionStatement
  },
): Promise<void> {
  const { tenant } = deps
  const { approval, proposal, statement } = at
  const request = statement.request as RequestId
  const key = await deps.keys.request(tenant, request)
  if (!approval || !proposal || !key || statement.comment === null || approval.subject_kind !== 'action')
    throw new DexError('statement_mismatch')
  const call = await findCallOfStep(tenant, tx, request, proposal.step)
  const scratch = scratchOf(tenant, tx, request, key)
  const wanted = (await scratch.get(statement.comment)) as WantedEdit | undefined
  const view = (await scratch.get(approvalViewName(approval.id))) as ApprovalView | undefined
  if (!call || !wanted || !view) throw new DexError('statement_mismatch')
  const parsed = catalog.get(proposal.action)?.params.safeParse(wanted.params)
  if (!parsed?.success) throw new DexError('params_invalid')
  const name = editedName({ turn: call.turn, index: call.call_index })
  const before = (await scratch.get(name)) as Edited | undefined
  const edited: Edited = {
    target: wanted.target,
    params: parsed.data,
    reason: wanted.reason,
    from: before?.from ?? { target: view.target?.id ?? null, params: view.params },
    away: [...(before?.away ?? []), approval.subject_hash],
    by: statement.approver.person,
  }
  await scratch.put(name, edited)
  const said = { by: statement.approver.person, at: new Date(deps.clock()) }
  await voidApproval(deps, tx, { approval, proposal }, { ...said, end: 'edited' })
  await logVoid(deps, tx, { approval, proposal }, { ...said, detail: { changed: 'edited' } })
}
