import fc from 'fast-check'
import { expect, test } from 'vitest'
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

test('what is not possible is never permitted', () => {
  let never = 0
  fc.assert(
    fc.property(bundles, inputs, (docs, given) => {
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
