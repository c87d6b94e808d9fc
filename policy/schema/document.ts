import { z } from 'zod'
import type { Layer } from '#contract/decision.ts'
import { layers } from '#contract/decision.ts'
import { actionPattern } from '../action-pattern.ts'
import { CalendarId, Obligations, Window } from './obligations.ts'
import { SafeText } from './text.ts'

/** Bounds of what is read; a bundle past them is refused, never cut. */
export const bounds = {
  fileBytes: 8_000_000,
  bundleBytes: 32_000_000,
  files: 5_000,
  rules: 50_000,
  whenCharacters: 4_000,
  depth: 24,
  runbooks: 200,
  runbookCharacters: 6_000,
  /** Of all that are told with every request, together. */
  alwaysCharacters: 4_000,
} as const

export const apiVersion = 'dex/v1'

export const RuleId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/,
    'write an id of letters, digits, dots, dashes and underscores, at most 100',
  )

const ActionPattern = z
  .string()
  .max(200)
  .regex(actionPattern, 'write an exact action, a prefix ending in `.*`, or `*`')

export const RuleDocument = z.strictObject({
  id: RuleId,
  effect: z.enum(['allow', 'deny', 'require']),
  actions: z.array(ActionPattern).min(1).max(1_000),
  when: z
    .union([z.string().min(1).max(bounds.whenCharacters), z.boolean()])
    .optional()
    .describe('a CEL expression of type bool; absent means true'),
  obligations: Obligations.optional(),
  because: z.string().max(1_000).optional().describe('shown to people'),
  mode: z.enum(['enforce', 'shadow']).default('enforce'),
})

const ScopeValue = SafeText(1_000).refine((value) => value !== '*', {
  error: '`*` is not a value; leave the key out to match everything',
})

const noScope = z.strictObject({})

/** Which keys a layer's scope may have. */
export const scopes = {
  global: noScope,
  tenant: z.strictObject({ tenant: ScopeValue.optional() }),
  target: z.strictObject({
    platform: ScopeValue.optional(),
    type: ScopeValue.optional(),
    label: ScopeValue.optional(),
  }),
  department: z.strictObject({
    department: ScopeValue.optional(),
    of: z.enum(['requester', 'target']).optional(),
  }),
  action: noScope,
  runtime: noScope,
} as const satisfies Record<Layer, z.ZodObject>

const Names = z
  .record(SafeText(200), SafeText(200))
  .describe('readable names of roles, groups, labels, people, by id')

const policyOf = <Name extends Layer>(layer: Name) =>
  z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal('Policy'),
    layer: z.literal(layer),
    scope: scopes[layer].optional(),
    rules: z.array(RuleDocument).max(bounds.rules),
    names: Names.optional(),
  })

export const policyDocuments = {
  global: policyOf('global'),
  tenant: policyOf('tenant'),
  target: policyOf('target'),
  department: policyOf('department'),
  action: policyOf('action'),
  runtime: policyOf('runtime'),
} as const satisfies Record<Layer, z.ZodObject>

export const NamesDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Names'),
  names: Names,
})

export const CalendarDocument = Window.extend({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Calendar'),
  id: CalendarId.describe('by which approvals of this bundle name it'),
  holidays: Window.shape.holidays.unwrap().max(200).default([]),
})

export const PublishingDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Publishing'),
  secondPerson: z
    .enum(['always', 'loosening'])
    .describe(
      'for which changes of policy a second person is asked; `loosening`: not for what loosens nothing',
    ),
})

export type PolicyDocument = z.infer<(typeof policyDocuments)[Layer]>

/** The JSON Schema that editors complete and check by; kept in policy.schema.json, held to this by a test. */
export function policySchema(): Record<string, unknown> {
  const union = z.union([
    ...layers.map((layer) => policyDocuments[layer]),
    NamesDocument,
    CalendarDocument,
    PublishingDocument,
  ])
  const schema = z.toJSONSchema(union, { io: 'input', unrepresentable: 'any' })
  return { ...schema, title: 'a policy document of Dex' }
}
