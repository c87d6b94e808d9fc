import { z } from 'zod'
import { Digest, TenantId } from './ids.ts'
import { patterns } from './patterns.ts'

/**
 * That a person asked for a bundle to be put in force, and what it was compared with; RFC 8785 bytes of it are
 * signed by api with Ed25519. The gate believes no column beside it (T14).
 */
export const PublicationStatement = z.strictObject({
  type: z.literal('dex/publication/v1'),
  tenant: TenantId,
  /** The publishing workflow's id, `<tenant>/bundle/<digest>/<n>`. */
  publication: z.string().regex(patterns.publication),
  kind: z.enum(['publish', 'rollback']),
  /** Whose bundle it is; the operator's is asked for in the tenant that runs the installation. */
  owner: z.enum(['operator', 'tenant']),
  /** Of the bundle itself. */
  digest: Digest,
  /** In force when it was compared. */
  base: z.strictObject({ operator: Digest, tenant: Digest.nullable() }),
  /** Of the operator's and the tenant's own together, as it would be in force. */
  united: Digest,
  /** It newly lets something through, asks less of it, or nobody can tell. */
  loosens: z.boolean(),
  /** Digest of what approvers are shown of the change. */
  review: Digest,
  author: z.strictObject({ person: z.string(), iss: z.string(), sub: z.string() }),
  issuedAt: z.iso.datetime(),
  nonce: z.string().min(16).max(64),
  keyId: z.string(),
})
export type PublicationStatement = z.infer<typeof PublicationStatement>

export const changeKinds = ['permits', 'asks_less', 'asks', 'asks_more', 'denies'] as const

/** What a change of bundle changes in decisions, over all inputs. */
export const BundleChange = z.strictObject({
  loosens: z.boolean(),
  /** False: the comparison did not come to an end in its time. */
  told: z.boolean(),
  /** A review comment, in Markdown, with an input to try for each change. */
  review: z.string(),
  changes: z.array(
    z.strictObject({
      kind: z.enum(changeKinds),
      action: z.string(),
      answer: z.enum(['possible', 'unknown']),
    }),
  ),
  rules: z.strictObject({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.string()),
  }),
})
export type BundleChange = z.infer<typeof BundleChange>

export const AnalysisSummary = z.strictObject({
  clean: z.boolean(),
  /** Writes that can run with nobody's approval. */
  unapproved: z.array(z.string()),
  /** Rules that can never matter. */
  idle: z.array(z.string()),
  /** Rules by which somebody could approve their own request. */
  selfApproval: z.array(z.string()),
  /** Rules whose next approvers are weaker than those before; what was reviewed before this was looked for has none. */
  weakerNext: z.array(z.string()).default([]),
  unknown: z.array(z.string()),
})
export type AnalysisSummary = z.infer<typeof AnalysisSummary>

/** How a bundle's own tests went when it was stored: all as expected, or it would not be. */
export const BundleTests = z.strictObject({
  /** Inputs that were decided. */
  cases: z.int(),
  /** Rules that matched none of them, by id. */
  missed: z.array(z.string()),
})
export type BundleTests = z.infer<typeof BundleTests>

/** What stands beside a publication for those who decide on it. */
export const PublicationReview = z.strictObject({
  change: BundleChange,
  /** Null when it did not come to an end in its time. */
  analysis: AnalysisSummary.nullable(),
  rules: z.int(),
  /** Inputs that the bundle's own tests decided as expected; null where it came without tests. */
  tests: z.int().nullable(),
})
export type PublicationReview = z.infer<typeof PublicationReview>
