import { randomBytes } from 'node:crypto'
import type { ActAs, DecisionStatement, SignedDecision } from '#contract/statement.ts'
import { DecisionStatement as StatementForm } from '#contract/statement.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { ApiDeps } from '../deps.ts'
import type { TenantId } from '#contract/ids.ts'

const lifeMs = 24 * 3_600_000

/** Who says it: a signed-in person, or what a source says of a writer (a claim, under its own issuer). */
export interface Speaker {
  tenant: TenantId
  person: string
  auth: { iss: string; sub: string }
}

/** What the person decided on; all else of the statement follows from their session and the clock. */
export interface Decided {
  request: string
  step: number
  actionHash: string
  verdict: DecisionStatement['verdict']
  actAs: ActAs | null
  obligations: string | null
  bundle: string | null
  proof: string | null
  /** Whose deputy says it; their own word where it is left out. */
  onBehalfOf?: string | null
  /** Scratch name, never the text. */
  comment: string | null
  stepUp: DecisionStatement['stepUp']
  /** Milliseconds since the epoch; nothing counts after it. */
  endsAt: number
}

/** What a statement on this approval is bound to. */
export const boundTo = (
  approval: Pick<
    ApprovalRow,
    'request' | 'step' | 'subject_hash' | 'obligations_digest' | 'bundle' | 'expires_at'
  >,
) => ({
  request: approval.request,
  step: approval.step,
  actionHash: approval.subject_hash,
  obligations: approval.obligations_digest,
  bundle: approval.bundle,
  endsAt: approval.expires_at.getTime(),
})

/** `dex/decision/v1` of this person, signed with api's key (T5). Every statement has a nonce of its own. */
export function signDecision(
  deps: Pick<ApiDeps, 'clock' | 'signer'>,
  caller: Speaker,
  decided: Decided,
): SignedDecision {
  const now = deps.clock()
  const statement = StatementForm.parse({
    type: 'dex/decision/v1',
    tenant: caller.tenant,
    request: decided.request,
    step: decided.step,
    actionHash: decided.actionHash,
    actAs: decided.actAs,
    verdict: decided.verdict,
    approver: { person: caller.person, iss: caller.auth.iss, sub: caller.auth.sub },
    onBehalfOf: decided.onBehalfOf ?? null,
    stepUp: decided.stepUp,
    obligations: decided.obligations,
    bundle: decided.bundle,
    proof: decided.proof,
    comment: decided.comment,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(Math.min(decided.endsAt, now + lifeMs)).toISOString(),
    nonce: randomBytes(24).toString('base64url'),
    keyId: deps.signer.keyId,
  })
  return { statement, signature: deps.signer.sign(statement) }
}
