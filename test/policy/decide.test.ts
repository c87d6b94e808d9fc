import { describe, expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import { createDecider } from '#policy/decide.ts'
import type { Doc } from './support.ts'
import { allLayers, allowAll, bundleOf, decideWith, input, testCatalog } from './support.ts'

const rule = (id: string, effect: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  effect,
  actions: ['*'],
  ...more,
})
const approval = (by: Record<string, string>, more: Record<string, unknown> = {}) => ({
  approval: { by, ...more },
})
const withRule = (layer: string, ...rules: Record<string, unknown>[]): Doc[] => [
  ...allowAll(),
  { layer, rules },
]

describe('a layer', () => {
  // error/deny/require/allow present → verdict
  const rows: [string[], string][] = [
    [[], 'none'],
    [['allow'], 'allow'],
    [['require'], 'none'],
    [['require', 'allow'], 'require'],
    [['deny'], 'deny'],
    [['deny', 'allow'], 'deny'],
    [['deny', 'require', 'allow'], 'deny'],
    [['error', 'deny', 'require', 'allow'], 'error'],
    [['error', 'allow'], 'error'],
  ]
  test.each(rows)('with %j says %s', (effects, verdict) => {
    for (const layer of allLayers) {
      const rules = effects.map((effect, at) =>
        effect === 'error'
          ? rule(`r${at}`, 'allow', { when: '1 / (runtime.bulk.index) > 0' })
          : rule(`r${at}`, effect),
      )
      const decision = decideWith([...allowAll(layer), { layer, rules }])
      expect(decision.layers.find((trace) => trace.layer === layer)?.verdict).toBe(verdict)
      expect(decision.effect).toBe(verdict === 'allow' || verdict === 'require' ? 'permit' : 'deny')
    }
  })

  test('all six are evaluated and reported, whatever the first says, and the first against it is named', () => {
    const decision = decideWith([
      { layer: 'global', rules: [rule('z', 'deny'), rule('a', 'deny'), rule('b', 'allow')] },
      { layer: 'runtime', rules: [rule('c', 'deny')] },
    ])
    expect(decision.layers.map(({ layer, verdict }) => [layer, verdict])).toEqual([
      ['global', 'deny'],
      ['tenant', 'none'],
      ['target', 'none'],
      ['department', 'none'],
      ['action', 'none'],
      ['runtime', 'deny'],
    ])
    expect(decision.decidedBy).toEqual({ layer: 'global', rule: 'a', reason: 'rule' })
    expect(decision.layers[0]?.rules.map(({ id }) => id)).toEqual(['a', 'b', 'z'])
  })

  test('each of the six alone can deny by saying nothing', () => {
    for (const layer of allLayers) {
      const decision = decideWith(allowAll(layer))
      expect(decision.effect).toBe('deny')
      expect(decision.decidedBy).toEqual({ layer, rule: null, reason: 'no_match' })
    }
  })
})

describe('scopes', () => {
  const scoped = (
    layer: string,
    scope: Record<string, unknown>,
    given: Partial<DecisionInput> = {},
  ): string | undefined =>
    decideWith([...allowAll(layer), { layer, scope, rules: [rule('r', 'allow')] }], input(given)).layers.find(
      (trace) => trace.layer === layer,
    )?.verdict

  test.each([
    ['tenant', { tenant: 'acme' }, 'allow'],
    ['tenant', { tenant: 'other' }, 'none'],
    ['target', { platform: 'acme', type: 'user' }, 'allow'],
    ['target', { platform: 'acme', type: 'group' }, 'none'],
    ['target', { label: 'vip' }, 'none'],
    ['department', { department: 'Finance' }, 'allow'],
    ['department', { department: 'finance' }, 'none'],
    ['department', { department: 'Finance', of: 'target' }, 'allow'],
    ['department', { department: 'Sales', of: 'target' }, 'none'],
  ])('%s %j → %s', (layer, scope, verdict) => {
    expect(scoped(layer, scope)).toBe(verdict)
  })

  test('a label among several', () => {
    expect(scoped('target', { label: 'vip' }, { target: { ...input().target, labels: ['a', 'vip'] } })).toBe(
      'allow',
    )
  })
})

describe('objects', () => {
  const group = {
    platform: 'acme',
    type: 'group',
    id: 'g',
    email: null,
    department: null,
    privileged: true,
    labels: [],
    role: 'group',
  }

  test('the target layer holds for each of them, and its worst verdict counts; a rule is listed once', () => {
    const docs = withRule('target', rule('no-privileged', 'deny', { when: 'target.privileged' }))
    const decision = decideWith(docs, input({ objects: [{ ...group, privileged: false }, group] }))
    expect(decision.decidedBy).toEqual({ layer: 'target', rule: 'no-privileged', reason: 'rule' })
    expect(decision.layers[2]?.rules.map(({ id }) => id)).toEqual(['allow-target', 'no-privileged'])
  })

  test('an object for which no rule speaks denies', () => {
    const docs = [
      ...allowAll('target'),
      { layer: 'target', scope: { type: 'user' }, rules: [rule('users', 'allow')] },
    ]
    expect(decideWith(docs).effect).toBe('permit')
    const decision = decideWith(docs, input({ objects: [group] }))
    expect(decision.layers[2]?.verdict).toBe('none')
    expect(decision.decidedBy).toEqual({ layer: 'target', rule: null, reason: 'no_match' })
  })

  test('conditions elsewhere see them', () => {
    const docs = withRule(
      'action',
      rule('r', 'deny', { when: 'objects.exists(o, o.role == "group" && o.privileged)' }),
    )
    expect(decideWith(docs, input({ objects: [group] })).effect).toBe('deny')
    expect(decideWith(docs).effect).toBe('permit')
  })
})

describe('limits and windows', () => {
  const limited = withRule(
    'action',
    rule('few', 'require', { obligations: { limit: { max: 2, per: '1h', by: 'tenant' } } }),
  )
  const used = (usage: Record<string, number>) =>
    input({ runtime: { now: '2026-11-23T10:00:00Z', zone: 'UTC', usage } })

  test('a limit not yet reached permits, a reached one denies, an unknown use is a missing fact', () => {
    expect(decideWith(limited, used({ few: 1 })).effect).toBe('permit')
    expect(decideWith(limited, used({ few: 2 })).decidedBy).toEqual({
      layer: 'action',
      rule: 'few',
      reason: 'limit',
    })
    expect(decideWith(limited, used({})).decidedBy).toEqual({
      layer: 'action',
      rule: 'few',
      reason: 'missing_fact',
    })
  })

  test('a reached limit denies before the test for an allow beside it', () => {
    const alone = [...allowAll('action'), ...limited.slice(-1)]
    expect(decideWith(alone, used({ few: 1 })).decidedBy?.reason).toBe('no_match')
    expect(decideWith(alone, used({ few: 2 })).decidedBy?.reason).toBe('limit')
  })

  const window = { days: ['mon'], hours: '08:00-18:00', holidays: ['2026-12-21'] }
  const at = (now: string, zone = 'Europe/Berlin') => input({ runtime: { now, zone, usage: {} } })
  const inHours = (more: Record<string, unknown> = {}) =>
    withRule('runtime', rule('hours', 'require', { obligations: { window: { ...window, ...more } } }))

  test.each([
    ['2026-11-23T07:00:00Z', {}, 'permit'], // Monday 08:00 in Berlin
    ['2026-11-23T06:59:59Z', {}, 'deny'],
    ['2026-11-23T17:00:00Z', {}, 'deny'], // 18:00, the end is excluded
    ['2026-11-23T23:30:00+09:00', {}, 'permit'],
    ['2026-11-24T10:00:00Z', {}, 'deny'], // Tuesday
    ['2026-12-21T10:00:00Z', {}, 'deny'], // a holiday
    ['2026-07-06T06:00:00Z', {}, 'permit'], // summer time
    ['2026-11-23T17:30:00Z', { zone: 'America/New_York' }, 'permit'], // the rule's own zone
    ['2026-11-23T22:30:00Z', { hours: '22:00-06:00' }, 'permit'],
    ['2026-11-24T04:30:00Z', { hours: '22:00-06:00' }, 'permit'], // still Monday's
    ['2026-11-23T04:30:00Z', { hours: '22:00-06:00' }, 'deny'], // Sunday's
  ])('%s with %j → %s', (now, more, effect) => {
    const decision = decideWith(inHours(more), at(now))
    expect(decision.effect).toBe(effect)
    if (effect === 'deny') expect(decision.decidedBy?.reason).toBe('window')
  })

  test('a condition that does not hold is asked first, and one that holds does not hide what is closed', () => {
    const rules = (when: string): Doc[] =>
      withRule(
        'runtime',
        rule('hours', 'require', { when, obligations: { window, limit: { max: 1, per: '1h' } } }),
      )
    const closed = { now: '2026-11-24T10:00:00Z', zone: 'UTC', usage: { hours: 0 } }
    const hours = (when: string) => decideWith(rules(when), input({ runtime: closed })).decidedBy?.reason
    expect(hours('requester.verified')).toBe('window')
    expect(hours('!requester.verified')).toBeUndefined()
    const alone = withRule(
      'runtime',
      rule('hours', 'require', { when: 'requester.verified', obligations: { window } }),
    )
    expect(decideWith(alone, input({ runtime: closed })).decidedBy?.reason).toBe('window')
  })

  test('without a clock or a zone it is a missing fact; an unknown zone is an error', () => {
    expect(decideWith(inHours(), input({ runtime: { zone: 'UTC' } })).decidedBy?.reason).toBe('missing_fact')
    expect(decideWith(inHours(), input({ runtime: { now: '2026-11-23T10:00:00Z' } })).decidedBy?.reason).toBe(
      'missing_fact',
    )
    expect(decideWith(inHours(), at('2026-11-23T10:00:00Z', 'Mars/Olympus')).decidedBy?.reason).toBe('error')
  })
})

describe('shadow rules', () => {
  test('are reported with what they would have said and change nothing', () => {
    const decision = decideWith(
      withRule(
        'global',
        rule('s-deny', 'deny', { mode: 'shadow' }),
        rule('s-err', 'deny', { mode: 'shadow', when: 'target.email == ""' }),
      ),
      input({ target: { platform: 'acme', type: 'user', privileged: false } }),
    )
    expect(decision.effect).toBe('permit')
    expect(decision.layers[0]?.rules).toMatchObject([
      { id: 'allow-global', mode: 'enforce' },
      { id: 's-deny', mode: 'shadow' },
      { id: 's-err', mode: 'shadow', error: 'missing_fact' },
    ])
  })
})

describe('what cannot be judged', () => {
  test.each([
    ['unknown_action', { action: 'acme.nothing' }],
    ['unknown_action', { action: '__proto__' }],
    ['invalid_params', { params: { more: 1 } }],
    ['invalid_params', { action: 'acme.user.find', params: { email: 7 } }],
  ])('%s: six layers in error and no rules', (reason, more) => {
    const decision = decideWith(allowAll(), input(more))
    expect(decision.effect).toBe('deny')
    expect(decision.decidedBy).toEqual({ layer: 'global', rule: null, reason })
    expect(decision.layers).toEqual(allLayers.map((layer) => ({ layer, verdict: 'error', rules: [] })))
    expect(decision.id).toBe('1')
  })

  test('a fact of another type denies instead of being guessed at', () => {
    const odd = input({ target: { ...input().target, labels: 'service' as never } })
    expect(decideWith(allowAll(), odd).decidedBy).toEqual({ layer: 'global', rule: null, reason: 'error' })
  })
})

describe('absent and none', () => {
  const { department: _department, ...unsaid } = input().target
  const asked = [
    ...allowAll(),
    {
      layer: 'department',
      scope: { department: 'Finance', of: 'target' },
      rules: [rule('finance', 'deny')],
    },
  ]

  test.each([
    ['okta', 'group', 'permit'],
    ['okta', 'user', 'deny'],
    ['acme', 'group', 'deny'],
  ])('a department that is not given, of a type of %s that is a %s: %s', (platform, type, effect) => {
    expect(decideWith(asked, input({ target: { ...unsaid, platform, type } })).effect).toBe(effect)
  })

  test('the same of an e-mail address, and of objects', () => {
    const docs = withRule(
      'target',
      rule('named', 'deny', { when: 'target.email == "x" || objects.exists(o, o.email == "x")' }),
    )
    const group = { platform: 'okta', type: 'group', id: 'g', privileged: false, labels: [], role: 'group' }
    expect(decideWith(docs, input({ objects: [group] })).effect).toBe('permit')
    expect(decideWith(docs, input({ objects: [{ ...group, type: 'user' }] })).decidedBy?.reason).toBe(
      'missing_fact',
    )
  })

  test('a moment, a number or a truth that is null is not known', () => {
    const runtime = { ...input().runtime, usage: { few: 0 } }
    const docs = withRule(
      'runtime',
      rule('few', 'require', { obligations: { limit: { max: 2, per: '1h' } } }),
      rule('now', 'deny', { when: 'runtime.now < timestamp("2020-01-01T00:00:00Z") && requester.verified' }),
    )
    expect(decideWith(docs, input({ runtime })).effect).toBe('permit')
    for (const less of [{ now: null }, { usage: { few: null } }])
      expect(decideWith(docs, input({ runtime: { ...runtime, ...less } })).decidedBy?.reason).toBe(
        'missing_fact',
      )
    const requester = { ...input().requester, verified: null }
    expect(decideWith(docs, input({ runtime, requester })).decidedBy?.reason).toBe('missing_fact')
  })
})

test('keys come in the order that SURFACES prints', () => {
  const decision = decideWith(
    withRule(
      'action',
      rule('r', 'require', {
        obligations: {
          notify: ['b', 'a'],
          dry_run: true,
          step_up: { maxAge: '5m' },
          justification: true,
          ...approval({ role: 'x' }),
        },
      }),
    ),
  )
  expect(Object.keys(decision)).toEqual(['id', 'effect', 'obligations', 'layers', 'decidedBy', 'bundle'])
  expect(JSON.stringify(decision.obligations)).toBe(
    '{"approvals":[{"by":{"role":"x"},"quorum":1,"not":[],"within":"24h","otherwise":"escalate","always":false,"authors":"excluded","proof":[]}],"justification":true,"step_up":{"maxAge":"5m"},"dry_run":true,"notify":["a","b"]}',
  )
  expect(Object.keys(decision.layers[0]?.rules[0] ?? {})).toEqual(['id', 'effect', 'file', 'line', 'mode'])
  expect(decision.decidedBy).toEqual({ layer: 'action', rule: 'r', reason: 'rule' })
})

test('a targetless action needs no facts of a target, and a scope type matches it', () => {
  const docs = [
    ...allowAll('target'),
    {
      layer: 'target',
      scope: { type: 'user' },
      rules: [rule('r', 'allow', { when: '!target.privileged && target.labels.size() == 0' })],
    },
  ]
  const given = input({
    action: 'acme.user.find',
    params: { email: 'a' },
    target: { platform: 'acme', type: 'user' },
  })
  expect(decideWith(docs, given).effect).toBe('permit')
})

test('the input is not touched, not even a frozen one', () => {
  const frozen = (value: unknown): unknown => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
    return value
  }
  const given = input({
    action: 'acme.group.add',
    params: { role: 'g' },
    objects: [{ ...input().target, role: 'group' }],
  })
  const before = JSON.stringify(given)
  const decide = createDecider(
    bundleOf(
      withRule(
        'action',
        rule('r', 'deny', {
          when: 'provenance.target == "text" && objects.size() > 9 || runtime.now < timestamp("2020-01-01T00:00:00Z")',
        }),
      ),
    ),
    { catalog: testCatalog },
  )
  expect(decide(frozen(given) as DecisionInput).effect).toBe('permit')
  expect(JSON.stringify(given)).toBe(before)
})
