import type { Code } from '#contract/codes.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { patterns } from '#contract/patterns.ts'
import { type DecisionStatement, SignedDecision } from '#contract/statement.ts'
import { findApprovalOf, lockApproval, updateApproval } from '#store/approvals.ts'
import { findList, listLines } from '#store/bulk.ts'
import { listUsable } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import {
  type CheckedDecision,
  checkOf,
  findDecisionBySignature,
  listDecisions,
  recordCheck,
} from '#store/decisions.ts'
import { appendLog } from '#store/log.ts'
import { findProposal } from '#store/proposals.ts'
import { updateRequest } from '#store/requests.ts'
import { findSettings } from '#store/tenants.ts'
import { canonicalJson } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import { ConnectionNeeded } from '../execute/connection-needed.ts'
import { allKnown } from '../execute/entitlement.ts'
import { takeOut } from '../execute/list/take-out.ts'
import { ownRequest } from '../execute/load.ts'
import { readRight } from '../execute/right.ts'
import { checkPublication } from '../publish/check.ts'
import type { CheckInput, CheckOutcome, ListWait } from '../types.ts'
import { assertDecision, type DecisionCase } from './assert-decision.ts'
import { assertSteers } from './assert-steers.ts'
import { assertStatement } from './assert-statement.ts'
import { edit } from './edit.ts'
import { settledBy } from './settled.ts'

/**
 * What a statement that reached the workflow is worth. Only the row that the api wrote counts, whatever arrived; a
 * refusal is recorded and leaves the wait intact. The gate verifies again before it calls.
 */
export async function checkApproval(
  deps: GateDeps,
  workflowId: string,
  input: CheckInput,
): Promise<CheckOutcome> {
  if (patterns.publication.test(input.request)) return checkPublication(deps, workflowId, input)
  const parsed = SignedDecision.safeParse(input.signed)
  const requestId = input.request as RequestId
  if (!parsed.success) return refuse(deps, requestId, null, 'statement_malformed')
  const signed = parsed.data
  try {
    return await check(deps, workflowId, requestId, signed)
  } catch (error) {
    // Who is entitled cannot be read now: the statement is checked once somebody has connected again.
    if (error instanceof ConnectionNeeded)
      throw new DexError('platform_unavailable', undefined, { log: error.code, retryAfterMs: 30_000 })
    // A suspended tenant's people are heard once it is resumed.
    const asks: Code[] = ['request_unknown', 'tenant_suspended']
    if (!isDexError(error) || error.retryable || asks.includes(error.code)) throw error
    return refuse(deps, requestId, signed, error.code)
  }
}

async function check(
  deps: GateDeps,
  workflowId: string,
  requestId: RequestId,
  signed: SignedDecision,
): Promise<CheckOutcome> {
  const { statement } = signed
  const { step } = statement
  // Nothing is written here, and what does not wait for each other travels together.
  const at = await deps.database.read(deps.tenant, async (tx) => {
    const sayers = [
      statement.approver.person,
      ...(statement.onBehalfOf === null ? [] : [statement.onBehalfOf]),
    ]
    const [request, settings, approval, list, row, proposal, decisions, connections, known] =
      await Promise.all([
        ownRequest(deps, tx, requestId, workflowId),
        findSettings(deps.tenant, tx),
        findApprovalOf(deps.tenant, tx, requestId, step),
        findList(deps.tenant, tx, requestId, step),
        findDecisionBySignature(deps.tenant, tx, requestId, signed.signature),
        findProposal(deps.tenant, tx, requestId, step),
        listDecisions(deps.tenant, tx, requestId, step),
        listUsable(deps.tenant, tx, {
          person: statement.approver.person,
          connection: statement.actAs?.connection ?? null,
        }),
        allKnown(deps.tenant, tx, sayers),
      ])
    if (!settings) throw new DexError('request_unknown')
    const lines = approval?.subject_kind === 'list' ? await listLines(deps.tenant, tx, requestId, step) : []
    const lineTargets = lines.map((line) => line.target?.id)
    const read = { request, settings, approval, list, row, proposal, decisions, connections }
    return { ...read, lineTargets, sayers: known }
  })
  const row = at.row
  if (!row) throw new DexError('statement_unknown')
  assertStatement(deps, requestId, signed, row)
  // A word on a step in doubt goes its own way.
  if (statement.verdict === 'happened' || statement.verdict === 'did_not_happen')
    throw new DexError('statement_mismatch')
  const edits = statement.verdict === 'edit'
  const decides = statement.verdict === 'approve' || statement.verdict === 'reject'
  // A deputy says yes or no, and nothing else, in another's name.
  if (!decides && statement.onBehalfOf !== null) throw new DexError('statement_mismatch')
  const ofList = ['take_out', 'pause', 'resume', 'stop'].includes(statement.verdict)
  if (!decides && !ofList && !edits) {
    return accept(deps, requestId, row.id, signed, null)
  }
  if (edits) {
    const done = await deps.database.read(deps.tenant, (tx) => checkOf(deps.tenant, tx, row.id))
    if (done === 'ok') return accepted(signed, at.approval?.id ?? null, 'edited')
    const right = await rightOf(deps, at, statement)
    return accept(deps, requestId, row.id, signed, { ...at, statement, right })
  }
  if (ofList) {
    const done = await deps.database.read(deps.tenant, (tx) => checkOf(deps.tenant, tx, row.id))
    if (done === 'ok') return accepted(signed, at.approval?.id ?? null, null)
    const found = { ...at, statement, right: await rightOf(deps, at, statement) }
    assertSteers(found, at.list)
    return accept(deps, requestId, row.id, signed, found)
  }
  const known = at.decisions.find((each) => each.id === row.id)
  if (known?.code === 'ok') {
    return accepted(signed, at.approval?.id ?? null, settledBy(at.approval?.obligations, at.decisions))
  }
  if (known && known.code !== null) throw new DexError(known.code as DexError['code'])
  const right = await rightOf(deps, at, statement)
  return accept(deps, requestId, row.id, signed, { ...at, statement, right })
}

async function rightOf(deps: GateDeps, ...of: [Parameters<typeof readRight>[1], DecisionStatement]) {
  const right = await readRight(deps, ...of)
  if (right === null) throw new DexError('not_deputy')
  return right
}

/**
 * Records the yes or no; the first yes fixes as whom the action runs, for everyone (T4).
 * INVARIANT: under the approval's lock, which holds what it names by then: of two yeses at the same moment the later one is
 * held against the person whom the earlier one fixed.
 */
async function accept(
  deps: GateDeps,
  requestId: RequestId,
  decisionId: string,
  signed: SignedDecision,
  found: DecisionCase | null,
): Promise<CheckOutcome> {
  const { statement } = signed
  const decides = statement.verdict === 'approve' || statement.verdict === 'reject'
  let replaced: ListWait | undefined
  const settled = await deps.database.transaction(deps.tenant, async (tx, last) => {
    if (found && statement.verdict === 'take_out') {
      const approval = found.approval && (await lockApproval(deps.tenant, tx, found.approval.id))
      replaced = await takeOut(deps, tx, { approval, settings: found.settings, statement })
    }
    if (found && statement.verdict === 'edit') {
      const approval = found.approval && (await lockApproval(deps.tenant, tx, found.approval.id))
      assertDecision(deps, { ...found, approval })
      await edit(deps, tx, { approval, proposal: found.proposal, statement })
    }
    let fixes: string | null = null
    if (found && decides) {
      // The lock is asked for first: what was said is looked at under it.
      const [approval, said] = await Promise.all([
        found.approval && lockApproval(deps.tenant, tx, found.approval.id),
        listDecisions(deps.tenant, tx, requestId, statement.step),
      ])
      assertDecision(deps, { ...found, approval })
      assertNotHeard(said, statement, decisionId)
      if (approval && statement.verdict === 'approve' && approval.act_as === null) fixes = approval.id
    }
    const writes = ['instruct', 'answer', 'edit'].includes(statement.verdict)
    const authors = writes ? await ownRequestAuthors(deps, tx, requestId) : []
    last()
    const checked = recordCheck(deps.tenant, tx, decisionId, 'ok')
    const changed = Promise.all([
      fixes !== null && updateApproval(deps.tenant, tx, fixes, { act_as: JSON.stringify(statement.actAs) }),
      writes &&
        updateRequest(deps.tenant, tx, requestId, {
          authors: [...new Set([...authors, statement.approver.person])],
        }),
    ])
    const counted = found && decides && listDecisions(deps.tenant, tx, requestId, statement.step)
    const logged = appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'approval.decided',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate', person: statement.approver.person },
      request: requestId,
      step: statement.step,
      actionHash: statement.actionHash,
      ...(found?.approval ? { approval: found.approval.id } : {}),
      statement,
      signature: signed.signature,
      actAs: statement.actAs,
      code: statement.verdict,
    })
    const [, , decisions] = await Promise.all([checked, changed, counted, logged])
    if (statement.verdict === 'edit') return 'edited'
    return decisions ? settledBy(found?.approval?.obligations, decisions) : null
  })
  deps.metrics.approvalGiven(statement.verdict)
  const answer = accepted(signed, found?.approval?.id ?? null, settled)
  return replaced ? { ...answer, replaced } : answer
}

/** INVARIANT: one person is heard once on a step, by themselves or by a deputy, whoever wrote the rows (T5, T17). Under the approval's lock. */
function assertNotHeard(
  said: readonly CheckedDecision[],
  statement: DecisionStatement,
  decisionId: string,
): void {
  const people = peopleBehind(statement)
  const heard = said.some(
    (each) =>
      each.id !== decisionId &&
      each.code === 'ok' &&
      peopleBehind(each.statement as DecisionStatement).some((person) => people.includes(person)),
  )
  if (heard) throw new DexError('already_decided')
}

const peopleBehind = ({ approver, onBehalfOf }: DecisionStatement): string[] =>
  onBehalfOf === null ? [approver.person] : [approver.person, onBehalfOf]

async function ownRequestAuthors(deps: GateDeps, tx: Tx, requestId: RequestId): Promise<string[]> {
  const row = await tx
    .selectFrom('requests')
    .select('authors')
    .where('tenant', '=', deps.tenant)
    .where('id', '=', requestId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  return row.authors
}

function accepted(
  signed: SignedDecision,
  approval: string | null,
  settled: CheckOutcome['settled'],
): CheckOutcome {
  const { verdict, step, comment } = signed.statement
  return {
    accepted: true,
    code: 'ok',
    verdict,
    step,
    approval,
    settled,
    instruction: verdict === 'instruct' || verdict === 'answer' ? comment : null,
  }
}

async function refuse(
  deps: GateDeps,
  requestId: RequestId,
  signed: SignedDecision | null,
  code: DexError['code'],
): Promise<CheckOutcome> {
  await deps.database.transaction(deps.tenant, async (tx) => {
    const row = signed && (await findDecisionBySignature(deps.tenant, tx, requestId, signed.signature))
    // What only borrows a row's signature says nothing of the row; what cannot be told yet is asked again.
    const isOf = row && canonicalJson(row.statement) === canonicalJson(signed.statement)
    if (isOf && code !== 'fact_missing') await recordCheck(deps.tenant, tx, row.id, code)
    await appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'approval.refused',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate' },
      request: requestId,
      ...(signed ? { step: signed.statement.step } : {}),
      code,
    })
  })
  return {
    accepted: false,
    code,
    verdict: signed?.statement.verdict ?? 'reject',
    step: signed?.statement.step ?? 0,
    approval: null,
    settled: null,
    instruction: null,
  }
}
