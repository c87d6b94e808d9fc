import type { ApprovalEnd } from '#contract/approval-end.ts'
import { approvalViewName } from '#contract/approval-view.ts'
import type { RequestId } from '#contract/ids.ts'
import { listLinesName, type SealedList } from '#contract/list.ts'
import { newApprovalId } from '#contract/new-id.ts'
import { type ApprovalRow, insertApproval, type NewApproval } from '#store/approvals.ts'
import { insertList, type LineRow, type ListRow, updateList } from '#store/bulk.ts'
import { recordCall } from '#store/calls.ts'
import type { Tx } from '#store/database.ts'
import { issueStep, type ProposalRow } from '#store/proposals.ts'
import type { Scratch } from '#store/scratch.ts'
import { listHash } from '#vault/list-hash.ts'
import type { GateDeps } from '../../deps.ts'
import { logAsked } from '../propose.ts'
import { logVoid, voidApproval } from '../void-approval.ts'
import { logListStatus } from './log-list-status.ts'

interface Replaced {
  approval: ApprovalRow
  list: ListRow
  proposal: ProposalRow
  lines: readonly LineRow[]
  /** Lines that are on it no more. */
  taken: ReadonlySet<unknown>
  scratch: Scratch
}

interface Asks {
  end: Extract<ApprovalEnd, 'lines_taken_out' | 'passed_on'>
  /** Whose word it was; null: nobody's. */
  by: string | null
  /** What is asked of whom, until when. */
  asks: Pick<NewApproval, 'obligations' | 'obligations_digest' | 'expires_at'> & Partial<NewApproval>
}

/**
 * Puts a list with a step of its own in the place of one that waits, under its approval's lock: what anybody said to the one before
 * is void (T20). It never gets longer.
 */
export async function replaceList(
  deps: GateDeps,
  tx: Tx,
  { approval, list, proposal, lines, taken, scratch }: Replaced,
  { end, by, asks }: Asks,
): Promise<ApprovalRow> {
  const { tenant } = deps
  const request = approval.request as RequestId
  const left = lines
    .filter((each) => each.position !== null && !taken.has(each.line))
    .toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0))
  const hash = listHash(left.map((each) => each.action_hash ?? ''))
  const now = new Date(deps.clock())
  await voidApproval(deps, tx, { approval, proposal }, { end, by, at: now })
  const row = await issueAgain(deps, tx, proposal, { hash, digest: asks.obligations_digest, now })
  await insertReplacing(tenant, tx, { list, lines, left, taken, step: row.step, hash })
  await updateList(tenant, tx, request, list.step, { state: 'void', code: end, replaced_by: row.step })
  await recordCall(tenant, tx, request, {
    turn: list.turn,
    index: list.call_index,
    step: row.step,
    code: null,
  })
  const sealed = (await scratch.get(listLinesName(list.step))) as SealedList
  await scratch.put(listLinesName(row.step), withReasons(sealed, taken))
  const asked = await insertApproval(tenant, tx, {
    id: newApprovalId(),
    request,
    step: row.step,
    subject_kind: 'list',
    subject_hash: hash,
    version: 1,
    state: 'pending',
    bundle: approval.bundle,
    act_as: null,
    ...asks,
  })
  const view = (await scratch.get(approvalViewName(approval.id))) as { sentence: string }
  const sentence = view.sentence.replace(/^\d+/, String(left.length))
  await scratch.put(approvalViewName(asked.id), { ...view, sentence })
  const detail = { ...(taken.size > 0 && { lines: taken.size }), instead: row.step }
  await logVoid(deps, tx, { approval, proposal }, { by, at: now, detail: { changed: end, ...detail } })
  await logListStatus(deps, tx, list, { code: end, detail })
  await logAsked(deps, tx, asked, { action: list.action, size: left.length, instead: approval.id })
  return asked
}

/** The same proposal under the next step (T7). */
export async function issueAgain(
  { tenant }: Pick<GateDeps, 'tenant'>,
  tx: Tx,
  proposal: ProposalRow,
  { hash, digest, now }: { hash: string; digest: string; now: Date },
): Promise<ProposalRow> {
  const { step: _step, tenant: _tenant, request, target_id: _id, ...same } = proposal
  const { row } = await issueStep(tenant, tx, request as RequestId, {
    ...same,
    action_hash: hash,
    obligations_digest: digest,
    target: proposal.target && JSON.stringify(proposal.target),
    objects: JSON.stringify(proposal.objects),
    decision: JSON.stringify(proposal.decision),
    code_rules: JSON.stringify(proposal.code_rules),
    act_as: null,
    state: 'waiting',
    outcome_code: null,
    created_at: now,
    updated_at: now,
  })
  return row
}

interface Replacing {
  list: ListRow
  lines: readonly LineRow[]
  left: readonly LineRow[]
  taken: ReadonlySet<unknown>
  step: number
  hash: string
}

async function insertReplacing(
  tenant: GateDeps['tenant'],
  tx: Tx,
  { list, lines, left, taken, step, hash }: Replacing,
): Promise<void> {
  const place = new Map(left.map((each, position) => [each.line, position]))
  const { request, turn, call_index, action } = list
  const row = { request, step, turn, call_index, action, hash, size: left.length, state: 'waiting' }
  await insertList(
    tenant,
    tx,
    row,
    lines.map((each) => {
      const position = place.get(each.line) ?? null
      return {
        line: each.line,
        position,
        target: position === null || each.target === null ? null : JSON.stringify(each.target),
        action_hash: position === null ? null : each.action_hash,
        state: position === null ? 'aside' : 'waiting',
        code: taken.has(each.line) ? 'taken_out' : each.code,
      }
    }),
  )
}

const withReasons = (sealed: SealedList, taken: ReadonlySet<unknown>): SealedList => ({
  ...sealed,
  lines: sealed.lines.map((each) =>
    taken.has(each.line) ? { ...each, reason: 'taken out by a person' } : each,
  ),
})
