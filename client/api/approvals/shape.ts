import { z } from 'zod'
import { DecisionView } from '../decisions/read-decisions.ts'
import { Json } from '../json.ts'

const Moment = z.iso.datetime()
const Target = z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable()
export const CodeRuleView = z.strictObject({
  code: z.string(),
  effect: z.string(),
  by: z.string().nullable(),
})

/** What is shown before the gate acts. `content` is null once the request is closed and its key destroyed. */
export const ApprovalView = z
  .strictObject({
    id: z.string(),
    request: z.string(),
    step: z.int(),
    state: z.enum(['pending', 'approved', 'rejected', 'expired', 'void']),
    /** What `approve` and `reject` have to send back, together with `version`. */
    hash: z.string(),
    version: z.int(),
    action: z.string(),
    risk: z.string(),
    target: Target,
    /** Made by code from resolved facts; the model's own words are under `content.purpose`. */
    sentence: z.string().nullable(),
    content: z
      .strictObject({
        target: Json,
        params: Json,
        purpose: z.string(),
        provenance: z.record(z.string(), z.string()),
        reversible: z.strictObject({ by: z.string(), note: z.string() }).nullable(),
        credential: z.boolean(),
        adminRight: z.string().nullable(),
      })
      .nullable(),
    assurance: z.enum(['verified', 'asserted']),
    obligations: Json,
    bundle: z.string(),
    /** Six layers with their rules, and who decided. */
    decision: Json,
    codeRules: z.array(CodeRuleView),
    decisions: z.array(DecisionView),
    /** Whose credential it would run on; `person` null: that of whoever approves first. */
    runsAs: z.strictObject({ person: z.string().nullable(), you: z.boolean() }),
    /** Whether the caller could approve as things stand, or where they make the connection. */
    connection: z.strictObject({ platform: z.string(), usable: z.boolean(), connectUrl: z.string() }),
    createdAt: Moment,
    expiresAt: Moment,
    remindedAt: Moment.nullable(),
    closedAt: Moment.nullable(),
  })
  .meta({ id: 'Approval' })
export type ApprovalView = z.infer<typeof ApprovalView>
