import { z } from 'zod'
import { Digest, RequestId, Step, TenantId } from './ids.ts'
import { patterns } from './patterns.ts'

const Moment = z.iso.datetime()

export const ActAs = z.strictObject({ person: z.string(), connection: z.string() })
export type ActAs = z.infer<typeof ActAs>

/** What one person decided about one exact action; RFC 8785 bytes of it are signed with Ed25519 (T5). */
export const DecisionStatement = z.strictObject({
  type: z.literal('dex/decision/v1'),
  tenant: TenantId,
  /** A request's id, or a publishing workflow's id. */
  request: z.union([RequestId, z.string().regex(patterns.publication)]),
  step: Step,
  actionHash: Digest,
  actAs: ActAs.nullable(),
  /**
   * `happened`, `did_not_happen`: what a person found out of a step in doubt. `edit`: something
   * else is proposed instead, named by `comment`. `take_out`: lines of a list, named by `comment`;
   * `pause`, `resume`, `stop`: of a list that runs.
   */
  verdict: z.enum([
    'approve',
    'reject',
    'instruct',
    'answer',
    'take_over',
    'cancel',
    'happened',
    'did_not_happen',
    'edit',
    'take_out',
    'pause',
    'resume',
    'stop',
  ]),
  approver: z.strictObject({ person: z.string(), iss: z.string(), sub: z.string() }),
  onBehalfOf: z.string().nullable(),
  stepUp: z.strictObject({ acr: z.string(), auth_time: z.int(), nonce: z.string() }).nullable(),
  /** Digest of the obligations this yes answers to. */
  obligations: Digest.nullable(),
  bundle: Digest.nullable(),
  /** How the target person's identity was proven, where policy asks; of a step in doubt, where it was looked. */
  proof: z.string().max(100).nullable(),
  /** Scratch id of the sealed comment or justification; never the text. */
  comment: z.string().regex(patterns.scratchName).nullable(),
  issuedAt: Moment,
  expiresAt: Moment,
  nonce: z.string().min(16).max(64),
  keyId: z.string(),
})
export type DecisionStatement = z.infer<typeof DecisionStatement>

export const SignedDecision = z.strictObject({
  statement: DecisionStatement,
  /** base64url, 64 bytes. */
  signature: z.string().regex(patterns.signature),
})
export type SignedDecision = z.infer<typeof SignedDecision>

/** What an approval is of. */
export const ApprovalSubject = z.strictObject({
  kind: z.enum(['action', 'list', 'bundle', 'standing']),
  hash: Digest,
})
export type ApprovalSubject = z.infer<typeof ApprovalSubject>
