import { describe, expect, test } from 'vitest'
import { coversAny } from '#policy/action-pattern.ts'
import type { OpenHours } from '#contract/decision.ts'
import type { Scope } from '#policy/bundle.ts'
import { byCodeUnits } from '#policy/bundle.ts'
import { createDecider } from '#policy/decide.ts'
import { readFacts } from '#policy/decide/input.ts'
import { excludes } from '#policy/decide/scope.ts'
import { windowOpen } from '#policy/decide/window.ts'
import { createZones } from '#policy/decide/zone.ts'
import { durationPattern, durationSeconds, shorter } from '#policy/duration.ts'
import { allowAll, bundleOf, input, testCatalog } from './support.ts'

test.each([
  ['30s', 30],
  ['90m', 5_400],
  ['2h', 7_200],
  ['7d', 604_800],
])('%s is %i seconds', (duration, seconds) => {
  expect(durationSeconds(duration)).toBe(seconds)
})

test.each([
  ['1h', '2h', '1h'],
  ['23h', '1d', '23h'],
  ['1d', '25h', '1d'],
  ['24h', '1d', '1d'],
  ['60m', '1h', '1h'],
  ['5m', '5m', '5m'],
])('of %s and %s the shorter is %s, whichever comes first', (left, right, expected) => {
  expect(shorter(left, right)).toBe(expected)
  expect(shorter(right, left)).toBe(expected)
})

test.each(['0s', '1', 's', '1w', ' 1s', '1s ', '1s\n', '1m1s', '1234567s', '-1s'])(
  '%j is no duration',
  (text) => {
    expect(durationPattern.test(text)).toBe(false)
  },
)

test('a pattern covers an action by name, by prefix, or all', () => {
  expect(coversAny(['a.b', 'c.*'], 'c.d')).toBe(true)
  expect(coversAny(['c.*', 'a.b'], 'a.b')).toBe(true)
  expect(coversAny(['a.b', 'c.*'], 'cd.e')).toBe(false)
  expect(coversAny(['*'], 'x')).toBe(true)
  expect(coversAny([], 'x')).toBe(false)
})

test('texts are in order by code units', () => {
  const order = ['', 'A', 'B', 'a', 'b', '\u00e9', '\ud83d\ude00', '\uffff']
  for (const [at, left] of order.entries())
    for (const [of, right] of order.entries()) expect(byCodeUnits(left, right)).toBe(Math.sign(at - of))
})

describe('a scope excludes', () => {
  const action = testCatalog.get('acme.user.reset')
  if (action === undefined) throw new Error('no such action')
  const { department: _own, ...requester } = input().requester
  const { labels: _labels, department: _department, ...target } = input().target
  const said = input({ target: { ...input().target, labels: ['vip'], department: 'HR' } })
  const unsaid = input({ requester, target })

  test.each<[Scope, boolean, boolean]>([
    [{}, false, false],
    [{ tenant: 'acme' }, false, false],
    [{ tenant: 'beta' }, true, true],
    [{ platform: 'acme' }, false, false],
    [{ platform: 'okta' }, true, true],
    [{ type: 'user' }, false, false],
    [{ type: 'group' }, true, true],
    [{ label: 'vip' }, false, false],
    [{ label: 'service' }, true, false],
    [{ label: 'service', type: 'group' }, true, true],
    [{ department: 'Finance' }, false, false],
    [{ department: 'HR' }, true, false],
    [{ department: 'Finance', of: 'requester' }, false, false],
    [{ department: 'Finance', of: 'target' }, true, false],
    [{ department: 'HR', of: 'target' }, false, false],
  ])('%j: %s where all is known, %s where what can be unknown is', (scope, known, unknown) => {
    for (const [given, expected] of [
      [said, known],
      [unsaid, unknown],
    ] as const) {
      const facts = readFacts(given, action)
      expect(excludes(scope, facts, facts.target, facts.absent)).toBe(expected)
    }
  })
})

describe('a window', () => {
  const zones = createZones()
  const open = (window: Partial<OpenHours>, now: string): boolean =>
    windowOpen(
      {
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        hours: '00:00-24:00',
        zone: null,
        holidays: [],
        ...window,
      },
      new Date(now),
      'UTC',
      zones,
    )

  test.each([
    ['08:30-17:45', '08:29', false],
    ['08:30-17:45', '08:30', true],
    ['08:30-17:45', '17:44', true],
    ['08:30-17:45', '17:45', false],
    ['22:15-06:20', '22:14', false],
    ['22:15-06:20', '22:15', true],
    ['22:15-06:20', '06:19', true],
    ['22:15-06:20', '06:20', false],
    ['00:00-24:00', '23:59', true],
  ])('%s at %s: %s', (hours, clock, expected) => {
    expect(open({ hours }, `2026-11-23T${clock}:30Z`)).toBe(expected)
  })

  test.each([
    ['over the end of a month', '2026-08-01T03:00:00Z', ['2026-07-31'], ['fri']],
    ['over the end of a year', '2027-01-01T03:00:00Z', ['2026-12-31'], ['thu']],
    ['over the end of February', '2028-03-01T03:00:00Z', ['2028-02-29'], ['tue']],
    ['in the first days of a month', '2026-03-06T03:00:00Z', ['2026-03-05'], ['thu']],
  ] as const)('hours past midnight belong to the day before, %s', (_name, now, holidays, days) => {
    expect(open({ hours: '22:00-06:00', days: [...days] }, now)).toBe(true)
    expect(open({ hours: '22:00-06:00', days: [...days], holidays: [...holidays] }, now)).toBe(false)
    expect(open({ hours: '22:00-06:00', holidays: [now.slice(0, 10)] }, now)).toBe(true)
  })

  test('a holiday closes its own day, also one of one digit', () => {
    expect(open({ holidays: ['2026-03-05'] }, '2026-03-05T12:00:00Z')).toBe(false)
    expect(open({ holidays: ['2026-03-05'] }, '2026-03-06T12:00:00Z')).toBe(true)
  })
})

test('a condition on parameters is compiled for each action that it covers', () => {
  const add = testCatalog.get('acme.group.add')
  const reset = testCatalog.get('acme.user.reset')
  if (add === undefined || reset === undefined) throw new Error('no such action')
  const catalog = new Map([...testCatalog, ['acme.user.reset', { ...add, name: 'acme.user.reset' }]])
  const docs = [
    ...allowAll(),
    {
      layer: 'action',
      rules: [{ id: 'r', effect: 'deny', actions: ['acme.group.add'], when: 'params.role == "x"' }],
    },
  ]
  const bundle = bundleOf(docs)
  const both = {
    ...bundle,
    rules: bundle.rules.map((rule) =>
      rule.id === 'r' ? { ...rule, actions: ['acme.group.add', 'acme.user.reset'] } : rule,
    ),
  }
  const decide = createDecider(both, { catalog })
  for (const action of ['acme.group.add', 'acme.user.reset', 'acme.group.add'])
    for (const [role, effect] of [
      ['x', 'deny'],
      ['y', 'permit'],
    ] as const)
      expect([action, decide(input({ action, params: { role } })).effect]).toEqual([action, effect])
  // Where an action lacks the parameter the rule errs there, and there alone.
  const lacking = createDecider(both, { catalog: testCatalog })
  expect(lacking(input({ action: 'acme.group.add', params: { role: 'y' } })).effect).toBe('permit')
  expect(lacking(input()).decidedBy).toEqual({ layer: 'action', rule: 'r', reason: 'error' })
})
