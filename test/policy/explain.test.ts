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
