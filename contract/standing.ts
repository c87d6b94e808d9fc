import { z } from 'zod'
import { Digest, TenantId } from './ids.ts'
import { patterns } from './patterns.ts'
import { Channel } from './request.ts'
import { ActAs } from './statement.ts'

const Names = z.array(z.string().min(1).max(200)).max(50)

export const StandingId = z
  .string()
  .regex(/^sta_[A-Za-z0-9]{20,32}$/)
  .brand<'StandingId'>()
export type StandingId = z.infer<typeof StandingId>

/** On whom. INVARIANT: no form of it means "anything", and none ever covers what is privileged. */
export const StandingTargets = z.discriminatedUnion('kind', [
  /** The requester's own account, by its link or the directory. */
  z.strictObject({ kind: z.literal('own') }),
  z.strictObject({ kind: z.literal('these'), ids: Names.min(1) }),
  /** Every list that is not empty has to hold. */
  z
    .strictObject({
      kind: z.literal('within'),
      departments: Names,
      labels: Names,
      /** Platform-qualified ids; the account is a member of one of them. */
      groups: Names,
    })
    .refine((each) => each.departments.length + each.labels.length + each.groups.length > 0, {
      error: 'name a department, a label or a group',
    }),
])
export type StandingTargets = z.infer<typeof StandingTargets>

export const StandingRequesters = z.strictObject({
  departments: Names,
  /** Platform-qualified ids. */
  groups: Names,
  /** `asserted`: also who only says who they are, as everybody does in a ticket. */
  assurance: z.enum(['verified', 'asserted']),
})
export type StandingRequesters = z.infer<typeof StandingRequesters>

const Scalar = z.union([z.string().max(4_000), z.number(), z.boolean()])
const ParamValue = z.union([Scalar, z.null(), z.array(Scalar).max(100)])

/** What may vary, and how much of it: what the person who grants it chooses. */
export const StandingScope = z.strictObject({
  targets: StandingTargets,
  requesters: StandingRequesters,
  channels: z.array(Channel).min(1).max(3),
  /** Each parameter with the values that it may have; one that is not named may not be given. */
  params: z.record(z.string().max(200), z.array(ParamValue).min(1).max(50)),
  until: z.iso.datetime(),
  cap: z.strictObject({
    total: z.int().min(1).max(100_000),
    perDay: z.int().min(1).max(100_000),
  }),
})
export type StandingScope = z.infer<typeof StandingScope>

/** Whoever asks is named somehow: by department, by group, or by it being their own account. */
export const namesRequesters = ({ requesters, targets }: StandingScope): boolean =>
  targets.kind === 'own' || requesters.departments.length + requesters.groups.length > 0

/** Each signer signs the same. */
export const StandingTerms = StandingScope.extend({
  action: z.string().max(200),
  version: z.int().min(1),
  /** Whose delegation it runs on: the grantor's. */
  actAs: ActAs,
  /** Digest of the obligations that it answers to. */
  obligations: Digest,
  /** In force when it was granted. */
  bundle: Digest,
  /** Keyed digest of the reason given, where policy asks for one. */
  justification: z.string().max(200).nullable(),
}).refine(namesRequesters, {
  error: 'name a department or a group of requesters',
  path: ['requesters'],
})
export type StandingTerms = z.infer<typeof StandingTerms>

/** One person's yes to a standing approval's terms; RFC 8785 bytes of it are signed by api with Ed25519 (T18). */
export const StandingStatement = z.strictObject({
  type: z.literal('dex/standing/v1'),
  tenant: TenantId,
  standing: StandingId,
  terms: StandingTerms,
  signer: z.strictObject({
    person: z.string(),
    iss: z.string(),
    sub: z.string(),
  }),
  stepUp: z.strictObject({ acr: z.string(), auth_time: z.int(), nonce: z.string() }).nullable(),
  issuedAt: z.iso.datetime(),
  nonce: z.string().min(16).max(64),
  keyId: z.string(),
})
export type StandingStatement = z.infer<typeof StandingStatement>

export const SignedStanding = z.strictObject({
  statement: StandingStatement,
  signature: z.string().regex(patterns.signature),
})
export type SignedStanding = z.infer<typeof SignedStanding>
