import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ApproverSet } from '#contract/decision.ts'
import { approvable, type Approver } from '#policy/approvable.ts'
import { createDecider } from '#policy/decide.ts'
import { possible } from '#policy/possible.ts'
import { bundles, inputs } from './generate.ts'
import type { Doc } from './support.ts'
import { allLayers, allowAll, bundleOf, input, testCatalog } from './support.ts'

const reset = testCatalog.get('acme.user.reset')
if (reset === undefined) throw new Error('no such action')
const can = (docs: Doc[], channel = 'ticket') =>
  possible(reset, bundleOf(docs).rules, { tenant: 'acme', channel })
const allow = (more: object = {}, layer = 'action', scope: Record<string, unknown> = {}): Doc[] => [
  ...allowAll(layer),
  { layer, scope, rules: [{ id: 'r', effect: 'allow', actions: ['acme.user.*'], ...more }] },
]

test('where each layer has an enforced allow for the action', () => {
  expect(can(allowAll())).toBe(true)
  for (const layer of allLayers) expect([layer, can(allowAll(layer))]).toEqual([layer, false])
  expect(can(allow())).toBe(true)
  expect(can(allow({ mode: 'shadow' }))).toBe(false)
  expect(can(allow({ effect: 'deny' }))).toBe(false)
  expect(can(allow({ actions: ['acme.group.add'] }))).toBe(false)
  expect(can([...allow(), { layer: 'action', rules: [{ id: 'd', effect: 'deny', actions: ['*'] }] }])).toBe(
    true,
  )
})

test.each<[string, Record<string, string>, boolean]>([
  ['tenant', { tenant: 'acme' }, true],
  ['tenant', { tenant: 'beta' }, false],
  ['target', { platform: 'acme' }, true],
  ['target', { platform: 'okta' }, false],
  ['target', { type: 'group' }, true],
  ['target', { label: 'vip', platform: 'okta' }, false],
  ['department', { department: 'HR' }, true],
])('a rule of the %s layer for %j: %s', (layer, scope, expected) => {
  expect(can(allow({}, layer, scope))).toBe(expected)
})

test.each<[string, boolean]>([
  ['action.write', true],
  ['!action.write', false],
  ['!action.credential', true],
  ['action.credential', false],
  ['action.selfService', false],
  ['!action.selfService', true],
  ['channel == "ticket"', true],
  ['channel == "go"', false],
  ['channel != "go"', true],
  ["channel != 'ticket'", false],
  ['tenant == "acme"', true],
  ['tenant != "acme"', false],
  ['action.platform == "acme"', true],
  ['action.platform == "okta"', false],
  ['action.name == "acme.user.reset"', true],
  ['action.name != "acme.user.reset"', false],
  ['action.risk == "medium"', true],
  ['action.risk == "low"', false],
  ['action.write && channel == "go"', false],
  ['channel == "go" && action.write', false],
  ['action.write && channel == "ticket"', true],
  ['action.write && requester.verified', true],
  ['requester.verified && channel == "go"', false],
  ['requester.department == "HR"', true],
  ['channel == "go" || tenant == "beta"', true],
  ['channel == "go" ? true : true', true],
  ['!(channel == "ticket")', true],
  ['channel in ["go"]', true],
  ['"go" == channel', true],
])('a rule where %s: %s', (when, expected) => {
  expect(can(allow({ when }))).toBe(expected)
})

/** As the gate makes them: target and objects are looked up on the action's own platform. */
const resolved = inputs.map((given) => {
  const platform = testCatalog.get(given.action)?.platform ?? 'acme'
  return {
    ...given,
    target: given.target && { ...given.target, platform },
    objects: given.objects.map((object) => ({ ...object, platform })),
  }
})

test('what is not possible is never permitted', () => {
  let never = 0
  fc.assert(
    fc.property(bundles, resolved, (docs, given) => {
      const bundle = bundleOf(docs as unknown as Doc[])
      const action = testCatalog.get(given.action)
      if (action === undefined || possible(action, bundle.rules, given)) return
      never++
      expect(createDecider(bundle, { catalog: testCatalog })(input(given)).effect).toBe('deny')
    }),
    { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 500) },
  )
  expect(never).toBeGreaterThan(0)
})

const nobody: Approver = { people: [], roles: [], groups: [] }
const among = (by: ApproverSet): Approver => {
  if ('role' in by) return { ...nobody, roles: [by.role] }
  return 'group' in by ? { ...nobody, groups: [by.group] } : { ...nobody, people: [by.person] }
}
const byDefault = { role: 'it-admin' }

describe('who may be asked for a yes', () => {
  const asks = (by: object, more: object = {}): Doc[] => [
    ...allowAll(),
    {
      layer: 'tenant',
      rules: [
        {
          id: 'asks',
          effect: 'require',
          actions: ['acme.user.*'],
          obligations: { approval: { by } },
          because: 'x',
          ...more,
        },
      ],
    },
  ]
  const may = (docs: Doc[], approver: Approver, channel = 'ticket') =>
    approvable(reset, bundleOf(docs).rules, { tenant: 'acme', channel }, approver, byDefault)

  test.each<ApproverSet>([{ role: 'security' }, { group: 'okta:00g1' }, { person: 'per_1' }])(
    '%j, and nobody else',
    (by) => {
      expect(may(asks(by), among(by))).toBe(true)
      for (const other of [{ role: 'x' }, { group: 'okta:00g2' }, { person: 'per_2' }] as const)
        expect(may(asks(by), among(other))).toBe(false)
    },
  )

  test('also those whom it passes on to', () => {
    const passes = { obligations: { approval: { by: { role: 'x' }, next: [{ by: { role: 'y' } }] } } }
    for (const role of ['x', 'y']) expect(may(asks({}, passes), among({ role }))).toBe(true)
    expect(may(asks({}, passes), among({ role: 'z' }))).toBe(false)
  })

  test('by a rule that is in force, covers the action, and could hold', () => {
    const security = among({ role: 'security' })
    const with_ = (more: object) => may(asks({ role: 'security' }, more), security)
    expect(with_({ mode: 'shadow' })).toBe(false)
    expect(with_({ actions: ['acme.group.*'] })).toBe(false)
    expect(with_({ when: 'channel == "pro"' })).toBe(false)
    expect(with_({ when: 'target.privileged' })).toBe(true)
  })

  test('by default the tenant’s own, unless a rule surely asks somebody', () => {
    const default_ = among(byDefault)
    expect(may(allowAll(), default_)).toBe(true)
    expect(may(allowAll(), among({ role: 'security' }))).toBe(false)
    const quorum = reset.credential ? 2 : 1
    const surely = { obligations: { approval: { by: { role: 'security' }, quorum } } }
    expect(may(asks({ role: 'security' }, surely), default_)).toBe(false)
    expect(may(asks({ role: 'security' }, { when: 'target.privileged' }), default_)).toBe(true)
  })

  test('whoever a decision asks is among them, over all bundles and inputs', () => {
    let asked = 0
    fc.assert(
      fc.property(bundles, resolved, (docs, given) => {
        const bundle = bundleOf(docs as unknown as Doc[])
        const action = testCatalog.get(given.action)
        const { effect, obligations } = createDecider(bundle, { catalog: testCatalog })(input(given))
        if (action === undefined || effect !== 'require_approval') return
        for (const { by } of obligations.approvals ?? []) {
          asked++
          expect(approvable(action, bundle.rules, given, among(by), { role: 'nobody' })).toBe(true)
        }
      }),
      { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 500) },
    )
    expect(asked).toBeGreaterThan(0)
  })
})
