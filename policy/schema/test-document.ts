import { z } from 'zod'
import {
  DecisionInput,
  layers,
  ObjectFacts,
  Provenance,
  RequesterFacts,
  TargetFacts,
} from '#contract/decision.ts'
import { Channel } from '#contract/request.ts'
import { actionPattern } from '../action-pattern.ts'
import { apiVersion } from './document.ts'
import { Approver } from './obligations.ts'

const Name = z.string().min(1).max(100)
const Names = z.array(Name).min(1).max(200)
const Moment = z.iso.datetime({ offset: true }).describe('the pinned time, such as `2026-11-23T10:00:00Z`')

const ActionNames = z
  .array(z.string().max(200).regex(actionPattern, 'write an exact action, a prefix ending in `.*`, or `*`'))
  .min(1)
  .max(1_000)

/** What an approval in the decision must say; what is left out may be anything. */
const ExpectedApproval = z.strictObject({
  by: Approver,
  quorum: z.int().min(1).optional(),
  not: z.array(z.string()).optional(),
  within: z.string().optional(),
  otherwise: z.enum(['escalate', 'deny']).optional(),
  always: z.union([z.literal(false), z.strictObject({ for: z.string(), cap: z.int() })]).optional(),
  authors: z.enum(['excluded', 'allowed']).optional(),
  proof: z.array(z.string()).optional(),
  remind: z.string().optional(),
  next: z
    .array(
      z.strictObject({
        by: Approver,
        quorum: z.int().min(1).optional(),
        within: z.string().optional(),
        remind: z.string().optional(),
        former: z.enum(['excluded', 'allowed']).optional(),
      }),
    )
    .optional()
    .describe('who is asked after them, in their order; `[]` is nobody'),
})

const ExpectedObligations = z
  .strictObject({
    approvals: z.array(ExpectedApproval).optional().describe('all of them, in any order'),
    justification: z.boolean().optional(),
    step_up: z.union([z.literal(false), z.strictObject({ maxAge: z.string() })]).optional(),
    dry_run: z.boolean().optional(),
    notify: z.array(z.string()).optional(),
    undo: z.union([z.literal(false), z.strictObject({ keep: z.string() })]).optional(),
  })
  .describe('only what is written here is compared')

export const Expectation = z.strictObject({
  principals: Names.optional().describe('of this matrix; absent means all'),
  targets: Names.optional(),
  actions: ActionNames.optional(),
  effect: z.enum(['permit', 'require_approval', 'deny']),
  rule: z.string().max(100).nullable().optional().describe('the deciding rule; null where no rule decided'),
  layer: z.enum(layers).optional(),
  reason: z
    .enum([
      'no_match',
      'rule',
      'error',
      'missing_fact',
      'limit',
      'window',
      'unknown_action',
      'invalid_params',
    ])
    .optional(),
  obligations: ExpectedObligations.optional(),
})
export type Expectation = z.infer<typeof Expectation>

/** What stands around principal, target and action; each test may say its own over the file's. */
const Circumstances = {
  now: Moment.optional(),
  zone: z.string().max(100).optional(),
  tenant: z.string().min(1).max(200).optional(),
  channel: Channel.optional(),
  usage: z.record(z.string().max(200), z.int().min(0)).optional(),
  bulk: z.strictObject({ size: z.int().min(1), index: z.int().min(0) }).optional(),
  provenance: z.record(z.string(), Provenance).optional(),
}

export const MatrixTest = z.strictObject({
  name: z.string().min(1).max(200),
  ...Circumstances,
  principals: Names.describe('names from `principals` of the file'),
  targets: Names.optional().describe(
    'names from `targets` of the file; an action meets those of its own platform and type',
  ),
  actions: ActionNames.describe('a prefix stands for every action of the catalog that it covers'),
  params: DecisionInput.shape.params
    .unwrap()
    .optional()
    .describe('given to every action of this test; absent: the smallest that each action takes'),
  objects: z
    .array(ObjectFacts)
    .max(100)
    .optional()
    .describe('absent: one ordinary object for each that the catalog declares'),
  expect: z.array(Expectation).max(1_000).describe('for each input the first that selects it counts'),
})
export type MatrixTest = z.infer<typeof MatrixTest>

export const TestDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Test'),
  ...Circumstances,
  now: Moment,
  principals: z.record(Name, RequesterFacts).describe('the facts of a requester, by a name of your choice'),
  targets: z.record(Name, TargetFacts).optional(),
  tests: z.array(MatrixTest).min(1).max(2_000),
})
export type TestDocument = z.infer<typeof TestDocument>

/** Kept in test.schema.json, held to this by a test. */
export function testSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(TestDocument, { io: 'input', unrepresentable: 'any' }),
    title: 'tests of a policy bundle of Dex',
  }
}
