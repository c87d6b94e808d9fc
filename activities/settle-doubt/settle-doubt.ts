import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { SignedDecision } from '#contract/statement.ts'
import { updateLineOfStep } from '#store/bulk.ts'
import { listUsable } from '#store/connections.ts'
import { findDecision, recordCheck } from '#store/decisions.ts'
import { findLedgerOfStep, settleInDoubt } from '#store/ledger.ts'
import { appendLog } from '#store/log.ts'
import { findProposal, updateProposal } from '#store/proposals.ts'
import { findRequestAndTenant } from '#store/requests.ts'
import { findSettings } from '#store/tenants.ts'
import { assertStatement } from '../check-approval/assert-statement.ts'
import type { GateDeps } from '../deps.ts'
import { excluded } from '../execute/excluded.ts'
import { readEntitlement } from '../execute/entitlement.ts'
import { fills } from '../execute/quorum.ts'
import type { SettleInput } from '../types.ts'

/**
 * A person looked at the platform and says whether a step in doubt was done. Their signed statement alone counts, and only
 * from one of the tenant's default approvers as the directory has it now, who is neither author nor target.
 */
export async function settleDoubt(deps: GateDeps, workflowId: string, input: SettleInput): Promise<void> {
  const { tenant } = deps
  if (workflowId !== `${tenant}/settle/${input.decision}`) throw new DexError('request_unknown')
  const row = await deps.database.read(tenant, (tx) => findDecision(tenant, tx, input.decision))
  if (!row) throw new DexError('statement_unknown')
  const parsed = SignedDecision.safeParse({ statement: row.statement, signature: row.signature })
  if (!parsed.success) throw new DexError('statement_malformed')
  const { statement } = parsed.data
  const requestId = statement.request as RequestId
  assertStatement(deps, requestId, parsed.data, row)
  if (statement.verdict !== 'happened' && statement.verdict !== 'did_not_happen')
    throw new DexError('statement_mismatch')
  await assertMaySettle(deps, requestId, statement)
  const happened = statement.verdict === 'happened'
  const state = happened ? 'done' : 'failed'
  const now = new Date(deps.clock())
  await deps.database.transaction(tenant, async (tx) => {
    const ledger = await findLedgerOfStep(tenant, tx, requestId, statement.step)
    if (!ledger || ledger.action_hash !== statement.actionHash) throw new DexError('statement_mismatch')
    // Sent again, it finds its own word; another's stands.
    const settled = await settleInDoubt(tenant, tx, ledger.idempotency_key, {
      state,
      outcome_code: statement.verdict,
      settled_at: now,
    })
    if (!settled) {
      if (ledger.outcome_code === statement.verdict) return
      throw new DexError('already_decided')
    }
    await recordCheck(tenant, tx, row.id, 'ok')
    await updateProposal(tenant, tx, requestId, statement.step, { state, outcome_code: statement.verdict })
    await updateLineOfStep(tenant, tx, requestId, statement.step, { state, code: statement.verdict })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'action.settled',
      at: now.toISOString(),
      by: { role: 'gate', person: statement.approver.person },
      request: requestId,
      step: statement.step,
      action: ledger.action,
      actionHash: ledger.action_hash,
      idempotencyKey: ledger.idempotency_key,
      attempt: ledger.attempt,
      statement,
      signature: row.signature,
      code: statement.verdict,
    })
  })
}

async function assertMaySettle(
  deps: GateDeps,
  requestId: RequestId,
  { approver, step }: SignedDecision['statement'],
): Promise<void> {
  const { tenant } = deps
  const [request, settings, proposal, connections] = await deps.database.read(tenant, (tx) =>
    Promise.all([
      findRequestAndTenant(tenant, tx, requestId),
      findSettings(tenant, tx),
      findProposal(tenant, tx, requestId, step),
      listUsable(tenant, tx, { person: null, connection: null }),
    ]),
  )
  if (!request || !settings || !proposal) throw new DexError('request_unknown')
  if (request.tenant_state !== 'active') throw new DexError('tenant_suspended')
  const entitled = await readEntitlement(deps, settings, connections, approver.person)
  const ids = [proposal.target, ...proposal.objects].map((each) => each?.id)
  if (excluded({ request }, { approvals: [], ids, privileged: true }, approver.person, entitled))
    throw new DexError('approver_excluded')
  const by = settings.defaultApprovers
  const place = {
    by,
    quorum: 1,
    not: [],
    within: '1h',
    otherwise: 'deny',
    always: false,
    authors: 'excluded',
    proof: [],
  } as const
  if (
    !fills(
      { person: approver.person, ...entitled, proof: null, excluded: false },
      { ...place, not: [], proof: [] },
    )
  )
    throw new DexError('approver_not_entitled')
}
