import { z } from 'zod'

/**
 * What stays of one decision for its stated life (T26): verdicts, rules by id, and exactly the facts that those rules
 * read, by path. A fact that was absent is absent here.
 */
export const DecisionRecord = z.strictObject({
  v: z.literal(1),
  at: z.iso.datetime(),
  action: z.string(),
  channel: z.string(),
  /** The gate's answer: policy's and the code rules' stricter one. */
  effect: z.enum(['permit', 'require_approval', 'deny']),
  code: z.string().nullable(),
  codeRules: z.array(z.strictObject({ code: z.string(), effect: z.enum(['deny', 'require']) })),
  bundle: z.string(),
  layers: z.array(
    z.strictObject({
      layer: z.string(),
      verdict: z.string(),
      rules: z.array(z.strictObject({ id: z.string(), effect: z.string(), mode: z.string() })),
    }),
  ),
  decidedBy: z
    .strictObject({ layer: z.string(), rule: z.string().nullable(), reason: z.string() })
    .nullable(),
  facts: z.record(z.string(), z.json()),
})
export type DecisionRecord = z.infer<typeof DecisionRecord>
