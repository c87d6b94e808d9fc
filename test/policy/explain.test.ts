import { describe, expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import { createExplainer } from '#policy/explain/explain.ts'
import { renderExplanation } from '#policy/explain/render.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, input, testCatalog } from './support.ts'

const explain = (docs: Doc[], more: Partial<DecisionInput> = {}) =>
  createExplainer(bundleOf(docs), { catalog: testCatalog })(input(more))
const layer = (docs: Doc[], name: string, more: Partial<DecisionInput> = {}) =>
  explain(docs, more).layers.find((each) => each.layer === name)
const rule = (id: string, effect: string, more: object = {}) => ({ id, effect, actions: ['*'], ...more })

describe('what would have to be different', () => {
  test('nothing, where all six allow', () => {
    const { effect, says, layers } = explain(allowAll())
    expect(effect).toBe('permit')
    expect(says).toBe('`acme.user.reset` by e1@acme.example is permitted: all six layers allow it')
    expect(layers.flatMap(({ change }) => change)).toEqual([])
    expect(layers[0]?.says).toBe('allows it, by `allow-global`')
  })

  test('a rule, where none covers the action', () => {
    expect(layer(allowAll('global'), 'global')?.change).toEqual([
      'no rule of this layer allows `acme.user.reset`: one would have to be written',
    ])
  })

  test('the part of a condition that does not hold, with the facts it reads', () => {
    const docs = [
      ...allowAll('action'),
      {
        layer: 'action',
        rules: [
          rule('own', 'allow', {
            when: 'requester.verified && channel == "go" && target.department == "HR"',
          }),
        ],
      },
    ]
    expect(layer(docs, 'action')?.change).toEqual([
      '`own` wants `channel == "go"` (`channel` is `ticket`) and `target.department == "HR"` (`target.department` is `Finance`)',
    ])
  })

  test('a part that is guarded is asked together with what guards it', () => {
    const docs = [
      ...allowAll('action'),
      {
        layer: 'action',
        rules: [
          {
            ...rule('few', 'allow', { when: 'has(params.days) && params.days > 3' }),
            actions: ['acme.group.add'],
          },
        ],
      },
    ]
    const about = (params: DecisionInput['params']) =>
      layer(docs, 'action', { action: 'acme.group.add', params })?.change
    expect(about({ role: 'g', days: 2 })).toEqual(['`few` wants `params.days > 3`'])
    expect(about({ role: 'g' })).toEqual(['`few` wants `has(params.days)`'])
  })

  test('the scope', () => {
    const docs = [
      ...allowAll('department'),
      { layer: 'department', scope: { department: 'HR' }, rules: [rule('hr', 'allow')] },
    ]
    expect(layer(docs, 'department')?.change).toEqual([
      '`hr` is for department `HR` of the requester; `requester.department` is `Finance`',
    ])
  })

  test('one of several rules', () => {
    const docs = [
      ...allowAll('action'),
      {
        layer: 'action',
        rules: [
          rule('a', 'allow', { when: 'channel == "go"' }),
          rule('b', 'allow', { when: 'channel == "pro"' }),
        ],
      },
    ]
    expect(layer(docs, 'action')?.change).toEqual([
      'one of these would have to match:',
      '  `a` wants `channel == "go"` (`channel` is `ticket`)',
      '  `b` wants `channel == "pro"` (`channel` is `ticket`)',
    ])
  })

  test('the facts of a deny, in every layer that refuses and not only the first', () => {
    const docs = [
      ...allowAll(),
      {
        layer: 'target',
        rules: [rule('admins', 'deny', { when: 'target.privileged', because: 'they are not touched' })],
      },
      { layer: 'runtime', rules: [rule('never', 'deny')] },
    ]
    const { layers, says } = explain(docs, { target: { ...input().target, privileged: true } })
    expect(says).toBe('`acme.user.reset` by e1@acme.example is denied, first by the target layer (`admins`)')
    expect(layers[2]).toMatchObject({
      verdict: 'deny',
      says: 'refuses it, by `admins`',
      change: [
        '`admins` would have to not match; now `target.privileged` is `true`; it denies when `target.privileged`',
      ],
    })
    expect(layers[2]?.rules).toContainEqual(
      expect.objectContaining({ id: 'admins', because: 'they are not touched' }),
    )
    expect(layers[5]?.change).toEqual(['`never` denies this always: the rule would have to change'])
  })

  test('a fact that is missing, by name', () => {
    const docs = [
      ...allowAll(),
      {
        layer: 'target',
        scope: { label: 'vip' },
        rules: [rule('vip', 'deny', { when: 'target.privileged' })],
      },
    ]
    const target = { platform: 'acme', type: 'user', privileged: null }
    const about = layer(docs, 'target', { target })
    expect(about?.says).toBe('cannot judge it: `vip` misses a fact')
    expect(about?.change).toEqual([
      '`target.labels`, `target.privileged` would have to be known: `vip` reads it',
    ])
  })

  test('an error of evaluation', () => {
    const docs = [
      ...allowAll(),
      { layer: 'action', rules: [rule('odd', 'deny', { when: '1 / runtime.bulk.index > 0' })] },
    ]
    expect(layer(docs, 'action')?.change).toEqual([
      'the condition of `odd` would have to be evaluated without an error: `1 / runtime.bulk.index > 0`',
    ])
  })

  test('a limit that is reached, a window that is closed, and not the one that is open', () => {
    const docs = [
      ...allowAll(),
      {
        layer: 'action',
        rules: [rule('few', 'require', { obligations: { limit: { max: 2, per: '1h', by: 'tenant' } } })],
      },
      {
        layer: 'runtime',
        rules: [rule('day', 'require', { obligations: { window: { hours: '08:00-10:00', zone: 'UTC' } } })],
      },
    ]
    const at = (now: string, used: number) =>
      explain(docs, { runtime: { now, zone: 'UTC', usage: { few: used } } }).layers
    const shut = at('2026-11-23T10:00:00Z', 2)
    expect(shut[4]?.change).toEqual([
      'fewer would have to have been used under `few`: 2 were, and it allows at most 2 in 1h, counted by tenant',
    ])
    expect(shut[5]?.change).toEqual([
      'it would have to be within the hours of `day`: open mon, tue, wed, thu, fri, sat, sun 08:00-10:00 (UTC)',
    ])
    expect(at('2026-11-23T09:00:00Z', 1).flatMap(({ change }) => change)).toEqual([])
  })

  test('which of the named objects it is', () => {
    const docs = [
      ...allowAll(),
      { layer: 'target', rules: [rule('admins', 'deny', { when: 'target.privileged' })] },
    ]
    const group = { ...input().target, type: 'group', id: 'g1', privileged: true, role: 'group' }
    expect(layer(docs, 'target', { objects: [group] })?.change).toEqual([
      'for the group `g1`: `admins` would have to not match; now `target.privileged` is `true`; it denies when `target.privileged`',
    ])
  })

  test('an unknown action, parameters that do not fit', () => {
    expect(explain(allowAll(), { action: 'acme.nothing' }).layers[3]).toMatchObject({
      says: 'was not asked',
      change: ['the action would have to be one of the catalog; `acme.nothing` is not'],
    })
    const [first] = explain(allowAll(), { action: 'acme.user.find', params: { email: 7 } }).layers
    expect(first?.change[0]).toMatch(/^the parameters would have to fit the action: `params\.email`: /)
  })

  test('an allow beside a require', () => {
    const docs = [
      ...allowAll('action'),
      { layer: 'action', rules: [rule('r', 'require', { obligations: { justification: true } })] },
    ]
    expect(layer(docs, 'action')).toMatchObject({
      says: 'says nothing for it: `r` only adds conditions, and no rule allows',
      change: ['no rule of this layer allows `acme.user.reset`: one would have to be written'],
    })
  })
})

describe('what would have to be different, named in full', () => {
  const changes = (name: string, docs: Doc[], more: Partial<DecisionInput> = {}) => {
    const about = layer([...allowAll(), ...docs], name, more)
    return about?.change
  }
  const usual = { now: '2026-11-23T10:00:00Z', zone: 'Europe/Berlin' }

  test('of what a rule reads only that is told to be missing which is, its own count too', () => {
    const limit = { limit: { max: 2, per: '1h', by: 'tenant' } }
    const few = rule('few', 'require', {
      when: 'target.email != "x" && requester.verified',
      obligations: limit,
    })
    const docs = [{ layer: 'action', rules: [few] }]
    const { requester } = input()
    expect(changes('action', docs, { requester: { ...requester, verified: null } })).toEqual([
      '`requester.verified`, `runtime.usage.few` would have to be known: `few` reads it',
    ])
    expect(changes('action', docs)).toEqual(['`runtime.usage.few` would have to be known: `few` reads it'])
    const other = [
      { layer: 'action', rules: [rule('reader', 'deny', { when: 'runtime.usage["few"] > 1' })] },
      ...docs,
    ]
    expect(changes('action', other)).toContain(
      '`runtime.usage.few` would have to be known: `reader` reads it',
    )
  })

  test('what hours are told by: the moment, and the zone where a rule names none', () => {
    const hours = (zone?: string) => [
      ...allowAll(),
      {
        layer: 'action',
        rules: [rule('shut', 'require', { obligations: { window: { ...(zone && { zone }) } } })],
      },
    ]
    const told = (zone: string | undefined, runtime: DecisionInput['runtime']) =>
      layer(hours(zone), 'action', { runtime })?.change
    expect(told(undefined, {})).toEqual([
      '`runtime.now`, `runtime.zone` would have to be known: `shut` reads it',
    ])
    expect(told('UTC', {})).toEqual(['`runtime.now` would have to be known: `shut` reads it'])
    expect(told(undefined, { ...usual, zone: 'Atlantis' })).toEqual([
      '`runtime.zone` would have to be a time zone: the hours of `shut` are told in it',
    ])
  })

  test('a deny by its scope alone, by facts alone, by neither', () => {
    const scoped = { layer: 'department', scope: { department: 'Finance' }, rules: [rule('d', 'deny')] }
    expect(changes('department', [scoped])).toEqual([
      '`d` would have to not match; now `requester.department` is `Finance`',
    ])
    const risky = rule('risky', 'deny', { when: ' action.risk\n   == "medium" ' })
    expect(changes('action', [{ layer: 'action', rules: [risky] }])).toEqual([
      '`risky` would have to not match; it denies when `action.risk == "medium"`',
    ])
    const both = rule('both', 'deny', { when: 'requester.verified && channel == "ticket"' })
    expect(changes('action', [{ layer: 'action', rules: [both] }])).toEqual([
      '`both` would have to not match; now `requester.verified` is `true` and `channel` is `ticket`; it denies when `requester.verified && channel == "ticket"`',
    ])
  })

  test('only the rules that refuse, and none in shadow', () => {
    const window = { hours: '08:00-09:30', days: ['mon'] }
    const rules = [
      rule('s', 'deny', { mode: 'shadow' }),
      rule('e', 'deny', { when: '1 / runtime.bulk.index > 0', mode: 'shadow' }),
      rule('open', 'require', { obligations: { window: { days: ['mon'] } } }),
      rule('shut', 'require', { obligations: { window } }),
      rule('free', 'require', { obligations: { limit: { max: 1, per: '1h', by: 'tenant' }, window: {} } }),
      rule('plain', 'require', { obligations: { justification: true } }),
    ]
    const docs = [{ layer: 'action', rules }]
    const at = (now: string, zone: string) =>
      changes('action', docs, { runtime: { now, zone, usage: { free: 0 } } })
    const closed =
      'it would have to be within the hours of `shut`: open mon 08:00-09:30 (the tenant’s time zone)'
    expect(at('2026-11-23T09:00:00Z', 'Europe/Berlin')).toEqual([closed])
    expect(at('2026-11-23T08:00:00Z', 'Europe/Berlin')).toEqual([])
    const used = { runtime: { now: '2026-11-23T08:00:00Z', zone: 'Europe/Berlin', usage: { free: 1 } } }
    expect(changes('action', docs, used)).toEqual([
      'fewer would have to have been used under `free`: 1 were, and it allows at most 1 in 1h, counted by tenant',
    ])
  })

  test('the first five of many, and how many more there are', () => {
    const rules = [1, 2, 3, 4, 5, 6, 7].map((at) => rule(`r${at}`, 'allow', { when: `channel == "c${at}"` }))
    const told = (count: number) =>
      layer([...allowAll('action'), { layer: 'action', rules: rules.slice(0, count) }], 'action')?.change
    expect(told(5)).toHaveLength(6)
    expect(told(7)).toHaveLength(7)
    expect(told(7)?.at(-1)).toBe('… and 2 more allow rules do not match either')
    const shadowed = [...rules.slice(0, 1), rule('s', 'allow', { mode: 'shadow', when: 'channel == "x"' })]
    const elsewhere = [{ layer: 'runtime', rules: [rule('t', 'allow', { when: 'channel == "x"' })] }]
    expect(
      layer([...allowAll('action'), { layer: 'action', rules: shadowed }, ...elsewhere], 'action')?.change,
    ).toEqual(['`r1` wants `channel == "c1"` (`channel` is `ticket`)'])
  })

  test('each key of a scope that does not match', () => {
    const scoped = (layerName: string, scope: object) =>
      layer(
        [
          ...allowAll(layerName),
          { layer: layerName, scope: scope as Record<string, unknown>, rules: [rule('r', 'allow')] },
        ],
        layerName,
      )?.change
    expect(scoped('tenant', { tenant: 'beta' })).toEqual(['`r` is for tenant `beta`; `tenant` is `acme`'])
    expect(scoped('target', { platform: 'okta', type: 'group', label: 'vip' })).toEqual([
      '`r` is for platform `okta`, type `group`, label `vip`; `target.platform` is `acme` and `target.type` is `user` and `target.labels` is `[]`',
    ])
    expect(scoped('department', { department: 'HR', of: 'target' })).toEqual([
      '`r` is for department `HR` of the target; `target.department` is `Finance`',
    ])
  })

  test('which object nothing allows', () => {
    const docs = [
      ...allowAll('target'),
      { layer: 'target', scope: { type: 'user' }, rules: [rule('users', 'allow')] },
    ]
    const group = { ...input().target, type: 'group', id: null, role: 'group' }
    expect(layer(docs, 'target', { objects: [group] })?.change).toEqual([
      'for the group `unknown`: `users` is for type `user`; `target.type` is `group`',
    ])
    expect(layer(docs, 'department', { objects: [group] })?.change).toEqual([])
    expect(layer(docs, 'target')?.change).toEqual([])
    const own = { target: { ...input().target, type: 'device' }, objects: [{ ...group, type: 'user' }] }
    expect(layer(docs, 'target', own)?.change).toEqual([
      '`users` is for type `user`; `target.type` is `device`',
    ])
  })

  test('of an action without a target the target is known to be none', () => {
    const docs = [
      { layer: 'action', rules: [rule('r', 'deny', { when: '!target.privileged && target.email == ""' })] },
    ]
    const find = {
      action: 'acme.user.find',
      params: { email: 'a@b' },
      target: { platform: 'acme', type: 'user' },
    }
    expect(changes('action', docs, find)).toEqual([
      '`r` would have to not match; now `target.privileged` is `false` and `target.email` is known to be none; it denies when `!target.privileged && target.email == ""`',
    ])
  })

  test('what keeps every layer from being asked, in the headline too', () => {
    const unknown = explain(allowAll(), { action: 'acme.nothing', requester: { id: 'u9' } })
    expect(unknown.says).toBe('`acme.nothing` by u9 is denied: there is no such action')
    expect(explain(allowAll('action'), { requester: {} }).says).toBe(
      '`acme.user.reset` by somebody unknown is denied, first by the action layer',
    )
    const wrong = explain(allowAll(), {
      action: 'acme.group.add',
      params: { role: 7, nested: { deep: 'x' } },
    })
    expect(wrong.says).toBe(
      '`acme.group.add` by e1@acme.example is denied: its parameters are not those of the action',
    )
    expect(wrong.layers.map(({ change }) => change[0])).toEqual(
      Array.from(
        { length: 6 },
        () => expect.stringMatching(/: `params\.role`: .*; `params\.nested\.deep`: /) as string,
      ),
    )
    const strange = explain(allowAll(), { requester: { verified: 'yes' } as never })
    expect(strange.layers.map(({ says, change }) => [says, ...change])).toEqual(
      Array.from({ length: 6 }, () => [
        'was not asked',
        'the facts would have to be of the types that the contract names',
      ]),
    )
    const erring = [
      ...allowAll(),
      { layer: 'global', rules: [rule('e', 'deny', { when: '1 / runtime.bulk.index > 0' })] },
    ]
    expect(explain(erring).layers[0]?.says).toBe('cannot judge it: `e` erred')
    const required = [
      ...allowAll(),
      { layer: 'action', rules: [rule('j', 'require', { obligations: { justification: true } })] },
    ]
    expect(explain(required).says).toBe(
      '`acme.user.reset` by e1@acme.example is permitted: all six layers allow it',
    )
    expect(explain(required, { runtime: usual }).layers[4]?.says).toBe(
      'allows it, by `allow-action`, and demands what `j` asks',
    )
  })
})

test('what has to be met, in words', () => {
  const obligations = {
    approval: {
      by: { role: 'x' },
      quorum: 2,
      not: ['u9'],
      within: '4h',
      otherwise: 'deny',
      always: { for: '7d', cap: 9 },
      proof: ['video'],
    },
    justification: true,
    step_up: { maxAge: '15m' },
    dry_run: true,
    notify: ['x'],
  }
  const names = {
    layer: 'action',
    names: { x: 'The X people' },
    rules: [rule('r', 'require', { obligations })],
  }
  const explained = explain([...allowAll(), names as Doc])
  expect(explained.says).toBe(
    '`acme.user.reset` by e1@acme.example waits for approval: the action layer demands it (`r`)',
  )
  expect(explained.obligations).toEqual([
    '2 different people of the role The X people (`x`) must say yes within 4h; neither the requester, nor anyone who shaped the request, nor the target counts; nor `u9`; they record how the person proved who they are: video; without an answer in time it is denied; a standing approval may answer, for 7d and 9 uses at most',
    'a reason is given in words',
    'the approver proved who they are at most 15m ago',
    'what it would do is shown first',
    'told: The X people (`x`)',
  ])
  const text = renderExplanation(explained)
  expect(text).toContain('before it runs:\n  - 2 different people')
  expect(text).toContain('require r (6.yaml:')
})
