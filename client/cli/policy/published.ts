import { z } from 'zod'
import { AnalysisSummary, BundleChange } from '#contract/publication.ts'

/** What the api says of a publication; the same is printed with `--json`. */
export const Published = z.looseObject({
  state: z.string(),
  owner: z.enum(['operator', 'tenant']),
  digest: z.string(),
  united: z.string(),
  inForce: z.string(),
  rules: z.int(),
  tests: z.int().nullable(),
  change: BundleChange,
  analysis: AnalysisSummary.nullable(),
  publication: z.string().nullable(),
  approval: z
    .looseObject({
      id: z.string(),
      expiresAt: z.string(),
      by: z.array(z.record(z.string(), z.string())),
    })
    .nullable(),
})
export type Published = z.infer<typeof Published>
