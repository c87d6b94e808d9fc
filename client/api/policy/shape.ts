import { z } from 'zod'
import { AnalysisSummary, BundleChange } from '#contract/publication.ts'

const Moment = z.iso.datetime()

/** What came of asking for a bundle to be put in force. */
export const PublishAnswer = z
  .strictObject({
    /** `in_force`; `waiting` for a second person; `proposed`: it stands, and the gate has not looked at it yet. */
    state: z.enum(['in_force', 'waiting', 'proposed']),
    owner: z.enum(['operator', 'tenant']),
    /** Of this bundle; what approvers decide on, and what a rollback names. */
    digest: z.string(),
    /** Of the operator's and the tenant's together, as it would be in force. */
    united: z.string(),
    /** Of what is in force now, the operator's and the tenant's together. */
    inForce: z.string(),
    rules: z.int(),
    tests: z.int().nullable(),
    change: BundleChange,
    analysis: AnalysisSummary.nullable(),
    /** The publishing workflow's id; null where nothing had to be asked. */
    publication: z.string().nullable(),
    approval: z
      .strictObject({ id: z.string(), expiresAt: Moment, by: z.array(z.record(z.string(), z.string())) })
      .nullable(),
  })
  .meta({ id: 'Publication' })
export type PublishAnswer = z.infer<typeof PublishAnswer>
