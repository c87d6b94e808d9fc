import type { Obligations } from '#contract/decision.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { SignedDecision } from '#contract/statement.ts'
import { findDecisionBySignature, listDecisions, recordCheck } from '#store/decisions.ts'
import { appendLog } from '#store/log.ts'
import { canonicalJson } from '#vault/hashes.ts'
import { assertStatement } from '../check-approval/assert-statement.ts'
import { settledBy } from '../check-approval/settled.ts'
import type { GateDeps } from '../deps.ts'
import type { CheckInput, CheckOutcome } from '../types.ts'
import { loadPublication, publicationStep } from './load.ts'
import { entitlementOf, isAuthor, mayFill } from './second-person.ts'

/**
 * What a statement that reached a publishing workflow is worth: `checkApproval` for a change of bundle. Only the row that
 * api wrote counts; a refusal is recorded and leaves the wait intact.
 */
export async function checkPublication(
  deps: GateDeps,
  workflowId: string,
  input: CheckInput,
): Promise<CheckOutcome> {
  const parsed = SignedDecision.safeParse(input.signed)
  if (!parsed.success) return refuse(deps, workflowId, null, 'statement_malformed')
  try {
    if (input.request !== workflowId) throw new DexError('statement_mismatch')
    return await check(deps, workflowId, parsed.data)
  } catch (error) {
    if (!isDexError(error) || error.retryable || error.code === 'request_unknown') throw error
    return refuse(deps, workflowId, parsed.data, error.code)
  }
}

async function check(deps: GateDeps, workflowId: string, signed: SignedDecision): Promise<CheckOutcome> {
  const { statement } = signed
  const loaded = await loadPublication(deps, workflowId)
  const row = await deps.database.read(deps.tenant, (tx) =>
    findDecisionBySignature(deps.tenant, tx, workflowId as RequestId, signed.signature),
  )
  if (!row) throw new DexError('statement_unknown')
  assertStatement(deps, workflowId, signed, row)
  const { approval } = loaded
  if (!approval || approval.state === 'void') throw new DexError('approval_void')
  const known = loaded.decisions.find((each) => each.id === row.id)
  if (known?.code === 'ok')
    return outcome(signed, approval.id, 'ok', settledBy(approval.obligations, loaded.decisions))
  if (known && known.code !== null) throw new DexError(known.code as DexError['code'])
  if (approval.state !== 'pending') throw new DexError('already_decided')
  if (approval.expires_at.getTime() <= deps.clock()) throw new DexError('approval_expired')
  const bound =
    statement.step === publicationStep &&
    statement.actionHash === approval.subject_hash &&
    statement.actionHash === loaded.statement.digest &&
    statement.obligations === approval.obligations_digest &&
    statement.bundle === approval.bundle &&
    statement.actAs === null &&
    statement.onBehalfOf === null &&
    (statement.verdict === 'approve' || statement.verdict === 'reject')
  if (!bound) throw new DexError('statement_mismatch')
  const { person } = statement.approver
  const entitled = await entitlementOf(deps, loaded, person)
  const author = await isAuthor(deps, loaded, person, entitled)
  // An author may take their own change back, and nothing else.
  if (author && statement.verdict === 'approve') throw new DexError('approver_excluded')
  const { approvals = [] } = approval.obligations as Obligations
  if (!author && !mayFill(person, entitled, approvals)) throw new DexError('approver_not_entitled')
  return accept(deps, workflowId, row.id, signed, approval)
}

async function accept(
  deps: GateDeps,
  workflowId: string,
  decision: string,
  signed: SignedDecision,
  approval: { id: string; obligations: object },
): Promise<CheckOutcome> {
  const { statement } = signed
  const settled = await deps.database.transaction(deps.tenant, async (tx) => {
    await recordCheck(deps.tenant, tx, decision, 'ok')
    await appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'approval.decided',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate', person: statement.approver.person },
      request: workflowId,
      step: statement.step,
      actionHash: statement.actionHash,
      approval: approval.id,
      statement,
      signature: signed.signature,
      actAs: null,
      code: statement.verdict,
    })
    return settledBy(
      approval.obligations,
      await listDecisions(deps.tenant, tx, workflowId as RequestId, publicationStep),
    )
  })
  deps.metrics.approvalGiven(statement.verdict)
  return outcome(signed, approval.id, 'ok', settled)
}

async function refuse(
  deps: GateDeps,
  workflowId: string,
  signed: SignedDecision | null,
  code: DexError['code'],
): Promise<CheckOutcome> {
  await deps.database.transaction(deps.tenant, async (tx) => {
    const row =
      signed && (await findDecisionBySignature(deps.tenant, tx, workflowId as RequestId, signed.signature))
    // What only borrows a row's signature says nothing of the row.
    // What cannot be told yet is asked again: the reconciler delivers what nobody has checked.
    if (row && code !== 'fact_missing' && canonicalJson(row.statement) === canonicalJson(signed.statement))
      await recordCheck(deps.tenant, tx, row.id, code)
    await appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'approval.refused',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate' },
      request: workflowId,
      ...(signed ? { step: signed.statement.step } : {}),
      code,
    })
  })
  return outcome(signed, null, code, null)
}

const outcome = (
  signed: SignedDecision | null,
  approval: string | null,
  code: DexError['code'] | 'ok',
  settled: CheckOutcome['settled'],
): CheckOutcome => ({
  accepted: code === 'ok',
  code,
  verdict: signed?.statement.verdict ?? 'reject',
  step: signed?.statement.step ?? 0,
  approval,
  settled,
  instruction: null,
})
