import { z } from 'zod'
import { defineAction } from '#catalog/define.ts'
import type { ActionDefinition } from '#contract/action.ts'
import type { Decision, DecisionInput } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { Bundle } from '#policy/bundle.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import type { Problem } from '#policy/problem.ts'

const action = <Params extends z.ZodObject>(
  name: string,
  params: Params,
  more: Partial<ActionDefinition<Params>> = {},
): ActionDefinition =>
  defineAction<string, Params>({
    name,
    version: 1,
    platform: name.split('.')[0] ?? '',
    params,
    target: { type: 'user', describe: 'id' },
    targetType: 'user',
    objects: [],
    write: true,
    credential: false,
    disclosable: [],
    settlesMs: 0,
    risk: 'medium',
    reversible: null,
    selfService: false,
    scopes: [],
    adminRight: null,
    preconditions: [],
    events: [],
    call: '',
    readBack: '',
    help: '',
    returns: z.strictObject({}),
    sentence: () => '',
    ...more,
  }) as unknown as ActionDefinition

/** A catalog of the tests' own, so that the engine's promises do not move with the real one. */
export const testCatalog: ReadonlyMap<string, ActionDefinition> = new Map(
  [
    action('acme.user.reset', z.strictObject({})),
    action('acme.user.read', z.strictObject({}), { write: false, risk: 'low' }),
    action('acme.user.find', z.strictObject({ email: z.string() }), { target: null, write: false }),
    action(
      'acme.group.add',
      z.strictObject({
        role: z.string(),
        days: z.int().optional(),
        note: z.string().nullable().default(null),
        flags: z.array(z.string()).default([]),
        nested: z.strictObject({ deep: z.boolean().optional() }).optional(),
        any: z.union([z.string(), z.int()]).optional(),
      }),
      { objects: [{ param: 'role', type: 'group', role: 'group' }] },
    ),
  ].map((definition) => [definition.name, definition]),
)

export interface Doc {
  layer: string
  scope?: Record<string, unknown>
  rules: Record<string, unknown>[]
}

/** A policy document as text; JSON is YAML. */
export const docText = (doc: Doc): string =>
  JSON.stringify({ apiVersion: 'dex/v1', kind: 'Policy', ...doc }, null, 1)

export const bundleOf = (
  docs: readonly Doc[],
  tenant?: { id: string | null; docs: readonly Doc[] },
): Bundle =>
  loadBundle(
    {
      operator: docs.map((doc, at) => ({ path: `${at}.yaml`, text: docText(doc) })),
      ...(tenant === undefined
        ? {}
        : {
            tenant: {
              id: tenant.id,
              files: tenant.docs.map((doc, at) => ({ path: `own-${at}.yaml`, text: docText(doc) })),
            },
          }),
    },
    testCatalog,
  )

export const allLayers = ['global', 'tenant', 'target', 'department', 'action', 'runtime'] as const

/** One allow for everything in each layer but those named. */
export const allowAll = (...except: string[]): Doc[] =>
  allLayers
    .filter((layer) => !except.includes(layer))
    .map((layer) => ({ layer, rules: [{ id: `allow-${layer}`, effect: 'allow', actions: ['*'] }] }))

export const input = (more: Partial<DecisionInput> = {}): DecisionInput => ({
  id: '1',
  tenant: 'acme',
  channel: 'ticket',
  requester: {
    id: 'u1',
    email: 'e1@acme.example',
    verified: true,
    department: 'Finance',
    groups: ['finance'],
    roles: [],
  },
  action: 'acme.user.reset',
  target: {
    platform: 'acme',
    type: 'user',
    id: '00u1',
    email: 'e1@acme.example',
    department: 'Finance',
    privileged: false,
    labels: [],
  },
  objects: [],
  params: {},
  provenance: {},
  runtime: { now: '2026-11-23T10:00:00Z', zone: 'Europe/Berlin', usage: {} },
  ...more,
})

export const decideWith = (docs: readonly Doc[], given: DecisionInput = input()): Decision =>
  createDecider(bundleOf(docs), { catalog: testCatalog })(given)

/** The problems that loading these texts ends in; fails when it does not. */
export function problemsOf(...texts: string[]): Problem[] {
  try {
    loadBundle({ operator: texts.map((text, at) => ({ path: `${at}.yaml`, text })) }, testCatalog)
  } catch (error) {
    if (error instanceof DexError && error.code === 'bundle_invalid') return error.extra.problems as Problem[]
    throw error
  }
  throw new Error('the bundle loaded')
}
