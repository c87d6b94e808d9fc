import { DexError } from '#contract/error.ts'
import { approvalViewName } from '#contract/approval-view.ts'
import type { RequestId } from '#contract/ids.ts'
import { listLinesName, type SealedList } from '#contract/list.ts'
import { newApprovalId } from '#contract/new-id.ts'
import { type ApprovalRow, endApproval, insertApproval } from '#store/approvals.ts'
import { findList, insertList, listLines, updateList } from '#store/bulk.ts'
import { recordCall } from '#store/calls.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { findProposal, issueStep, updateProposal } from '#store/proposals.ts'
import { scratchOf } from '#store/scratch.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import { listHash } from '#vault/list-hash.ts'
import type { GateDeps } from '../../deps.ts'
import type { ListWait } from '../../types.ts'
import { logAsked, waitOf } from '../propose.ts'
import { logListStatus } from './log-list-status.ts'

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
  const hash = listHash(left.map((each) => each.action_hash ?? ''))
  const now = new Date(deps.clock())
  const by = statement.approver.person
  await endApproval(tenant, tx, approval.id, { state: 'void', code: 'lines_taken_out', by, at: now })
  await updateProposal(tenant, tx, request, list.step, { state: 'void', outcome_code: 'lines_taken_out' })
  const { step: _step, tenant: _tenant, request: _request, target_id: _id, ...same } = proposal
  const { row } = await issueStep(tenant, tx, request, {
    ...same,
    action_hash: hash,
    target: null,
    objects: '[]',
    decision: JSON.stringify(proposal.decision),
    code_rules: JSON.stringify(proposal.code_rules),
    act_as: null,
    state: 'waiting',
    outcome_code: null,
    created_at: now,
    updated_at: now,
  })
  const place = new Map(left.map((each, position) => [each.line, position]))
  await insertList(
    tenant,
    tx,
    {
      request,
      step: row.step,
      turn: list.turn,
      call_index: list.call_index,
      action: list.action,
      hash,
      size: left.length,
      state: 'waiting',
    },
    before.map((each) => {
      const position = place.get(each.line) ?? null
      const out = taken.has(each.line)
      return {
        line: each.line,
        position,
        target: position === null || each.target === null ? null : JSON.stringify(each.target),
        action_hash: position === null ? null : each.action_hash,
        state: position === null ? 'aside' : 'waiting',
        code: out ? 'taken_out' : each.code,
      }
    }),
  )
  await updateList(tenant, tx, request, list.step, {
    state: 'void',
    code: 'lines_taken_out',
    replaced_by: row.step,
  })
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
    obligations: JSON.stringify(approval.obligations),
    obligations_digest: approval.obligations_digest,
    bundle: approval.bundle,
    act_as: null,
    expires_at: approval.expires_at,
  })
  const view = (await scratch.get(approvalViewName(approval.id))) as { sentence: string }
  const sentence = view.sentence.replace(/^\d+/, String(left.length))
  await scratch.put(approvalViewName(asked.id), { ...view, sentence })
  await appendLog(tenant, tx, {
    v: 1,
    kind: 'approval.closed',
    at: now.toISOString(),
    by: { role: 'gate', person: by },
    request,
    step: list.step,
    action: list.action,
    actionHash: list.hash,
    approval: approval.id,
    code: 'approval_void',
    detail: { changed: 'lines_taken_out', lines: taken.size, instead: row.step },
  })
  await logListStatus(deps, tx, list, {
    code: 'lines_taken_out',
    detail: { lines: taken.size, instead: row.step },
  })
  await logAsked(deps, tx, asked, { action: list.action, size: left.length, instead: approval.id })
  return { list: row.step, size: left.length, approval: waitOf(deps, settings, asked) }
}

const withReasons = (sealed: SealedList, taken: ReadonlySet<unknown>): SealedList => ({
  ...sealed,
  lines: sealed.lines.map((each) =>
    taken.has(each.line) ? { ...each, reason: 'taken out by a person' } : each,
  ),
})
