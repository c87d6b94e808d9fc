import fc from 'fast-check'
import type { DecisionInput } from '#contract/decision.ts'
import type { NaiveDoc, NaiveRule } from './naive-conditions.ts'
import { conditions } from './naive-conditions.ts'
import { allLayers } from './support.ts'

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 6 })
const given = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

const department = fc.constantFrom('Finance', 'HR', null)
const labels = fc.constantFrom([], ['vip'], ['vip', 'service'], null)

const target = fc
  .record({
    platform: fc.constantFrom('acme', 'other'),
    type: fc.constantFrom('user', 'group'),
    id: fc.constant('t'),
    department: optional(department),
    privileged: optional(fc.constantFrom(true, false, false, null)),
    labels: optional(labels),
  })
  .map(given)

export const inputs: fc.Arbitrary<DecisionInput> = fc
  .record({
    id: fc.constant('1'),
    tenant: fc.constantFrom('acme', 'beta'),
    channel: fc.constantFrom('ticket', 'go', 'pro'),
    requester: fc
      .record({ id: fc.constant('u'), verified: optional(fc.boolean()), department: optional(department) })
      .map(given),
    action: fc.constantFrom('acme.user.reset', 'acme.user.read'),
    target,
    objects: fc.array(
      target.map((facts) => ({ ...facts, role: 'x' })),
      { maxLength: 2 },
    ),
    params: fc.constant({}),
    provenance: fc.constantFrom({}, { target: 'requester' }),
    runtime: fc
      .record({
        now: optional(fc.constantFrom('2026-01-01T00:00:00Z', '2026-12-01T00:00:00Z')),
        zone: fc.constant('UTC'),
        usage: fc.dictionary(
          fc.constantFrom('r0', 'r1', 'r2', 'r3', 'r4', 'r5'),
          fc.integer({ min: 0, max: 3 }),
        ),
        bulk: optional(fc.constantFrom({ size: 1, index: 0 }, { size: 3, index: 2 }, { size: 9, index: 7 })),
      })
      .map(given),
  })
  .map((record) => record as unknown as DecisionInput)

const rule: fc.Arbitrary<Omit<NaiveRule, 'id'>> = fc
  .record({
    effect: fc.constantFrom('allow', 'allow', 'require', 'require', 'deny'),
    actions: fc.constantFrom(
      ['*'],
      ['*'],
      ['acme.user.*'],
      ['acme.user.reset'],
      ['acme.user.read', 'acme.group.*'],
    ),
    when: fc.option(fc.constantFrom(...Object.keys(conditions)), { nil: undefined, freq: 2 }),
    mode: fc.constantFrom('enforce', 'enforce', 'enforce', 'shadow'),
    obligations: fc.record(
      {
        approval: fc.record({
          by: fc.record({ role: fc.constantFrom('a', 'b') }),
          quorum: fc.integer({ min: 1, max: 3 }),
        }),
        limit: fc.record({
          max: fc.integer({ min: 1, max: 3 }),
          per: fc.constant('1h'),
          by: fc.constant('tenant'),
        }),
        justification: fc.constant(true as const),
      },
      { requiredKeys: [] },
    ),
  })
  .map(
    ({ obligations, ...rest }) =>
      given(rest.effect === 'require' ? { ...rest, obligations } : rest) as unknown as NaiveRule,
  )

const scope = (layer: string): fc.Arbitrary<Record<string, string>> => {
  const values: Record<string, Record<string, fc.Arbitrary<string>>> = {
    tenant: { tenant: fc.constantFrom('acme', 'beta') },
    target: {
      platform: fc.constantFrom('acme', 'other'),
      type: fc.constantFrom('user', 'group'),
      label: fc.constantFrom('vip', 'service'),
    },
    department: { department: fc.constantFrom('Finance', 'HR'), of: fc.constantFrom('requester', 'target') },
  }
  return fc.record(values[layer] ?? {}, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>
}

const doc = (layer: string): fc.Arbitrary<Omit<NaiveDoc, 'rules'> & { rules: Omit<NaiveRule, 'id'>[] }> =>
  fc.record({ layer: fc.constant(layer), scope: scope(layer), rules: fc.array(rule, { maxLength: 3 }) })

/** An allow in most layers, so that not everything is denied, and up to six documents of any kind. Ids in no telling order. */
export const bundles: fc.Arbitrary<NaiveDoc[]> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([...allLayers]) },
      { weight: 1, arbitrary: fc.subarray([...allLayers], { minLength: 5 }) },
    ),
    fc.array(fc.constantFrom(...allLayers).chain(doc), { maxLength: 5 }),
  )
  .map(([open, docs]) => {
    let next = 0
    const numbered = docs.map((some) => ({
      ...some,
      rules: some.rules.map((one) => ({ id: `r${next++}`, ...one })),
    }))
    return [
      ...open.map((layer) => ({
        layer,
        scope: {},
        rules: [{ id: `o-${layer}`, effect: 'allow' as const, actions: ['*'] }],
      })),
      ...numbered,
    ]
  })
