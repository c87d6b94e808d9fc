import { describe, expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import { createDecider } from '#policy/decide.ts'
import { factsFor } from '#policy/facts.ts'
import { allowAll, bundleOf, decideWith, docText, input, problemsOf, testCatalog } from './support.ts'

const denyWhen = (when: string, actions: string[] = ['acme.group.add']) => [
  ...allowAll(),
  { layer: 'action', rules: [{ id: 'r', effect: 'deny', actions, when }] },
]
/** Whether the condition holds. */
const holds = (when: string, more: Partial<DecisionInput> = {}): boolean | string => {
  const given = input({ action: 'acme.group.add', params: { role: 'g' }, ...more })
  const decision = decideWith(denyWhen(when), given)
  if (decision.layers[4]?.verdict === 'error')
    return decision.layers[4].rules.find(({ error }) => error)?.error ?? ''
  return decision.effect === 'deny'
}
const refusal = (when: string, actions: string[] = ['acme.group.add']) =>
  problemsOf(docText({ layer: 'action', rules: [{ id: 'r', effect: 'deny', actions, when }] }))[0]

describe('conditions', () => {
  test.each([
    ['tenant == "acme" && channel in ["ticket", "go"]', true],
    ['requester.verified && "finance" in requester.groups', true],
    ['action.write && action.risk == "medium" && !action.reversible && !action.selfService', true],
    ['action.name.startsWith("acme.") && action.platform == "acme"', true],
    ['target.email.endsWith("@acme.example")', true],
    ['target.email.matches("^e[0-9]+@")', true],
    ['target.email.matches("^(a+)+$")', false],
    [
      'runtime.now > timestamp("2026-11-23T00:00:00Z") && runtime.now - timestamp("2026-11-23T09:00:00Z") == duration("60m")',
      true,
    ],
    ['runtime.now.getHours() == 10 && runtime.now.getHours(runtime.zone) == 11', true],
    [
      'runtime.now.getDayOfWeek("Asia/Tokyo") == 1 && runtime.now.getDate() == 23 && runtime.now.getMonth() == 10',
      true,
    ],
    ['runtime.bulk.size == 1 && runtime.bulk.index == 0', true],
    ['provenance.target == "model" && provenance["params.role"] == "model"', true],
    ['params.role == "g" && params.note == "" && params.flags.size() == 0', true],
    ['has(params.days) && params.days > 3', false],
    ['!has(params.days) || params.days > 3', true],
    ['has(params.days) ? params.days > 3 : true', true],
    ['has(params.nested) && has(params.nested.deep) && params.nested.deep', false],
    ['"ÄB".lowerAscii() == "Äb"', true],
    ['requester.groups.filter(g, g.startsWith("f")).size() == 1', true],
  ])('%s', (when, expected) => {
    expect(holds(when)).toBe(expected)
  })

  test('parameters come in as they were parsed', () => {
    expect(holds('has(params.days) && params.days == 7', { params: { role: 'g', days: 7 } })).toBe(true)
    expect(holds('params.flags.exists(f, f == "x")', { params: { role: 'g', flags: ['x'] } })).toBe(true)
    expect(
      holds('has(params.nested) && has(params.nested.deep) && params.nested.deep', {
        params: { role: 'g', nested: { deep: true } },
      }),
    ).toBe(true)
  })

  test('provenance is read by its key', () => {
    expect(holds('provenance["params.role"] == "text"', { provenance: { 'params.role': 'text' } })).toBe(true)
  })

  test('usage of another rule', () => {
    const runtime = { ...input().runtime, usage: { other: 3 } }
    expect(holds('runtime.usage["other"] >= 3', { runtime })).toBe(true)
    expect(holds('runtime.usage["other"] >= 3')).toBe('missing_fact')
  })

  test('null reads as nothing', () => {
    const none = { requester: { ...input().requester, department: null, groups: null } }
    expect(holds('requester.department == "" && requester.groups.size() == 0', none)).toBe(true)
  })

  test('an error denies; what the other side of || decides absorbs it', () => {
    expect(holds('1 / runtime.bulk.index > 0')).toBe('error')
    expect(holds('1 / runtime.bulk.index > 0 || true')).toBe(true)
    expect(holds('requester.groups[5] == "x"')).toBe('error')
  })

  test('a long text against a pattern that backtracks elsewhere takes no time', () => {
    const started = performance.now()
    const email = `${'a'.repeat(900)}!`
    expect(holds('target.email.matches("^(a+)+$")', { target: { ...input().target, email } })).toBe(false)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('refused at load', () => {
  test.each([
    ['nope == 1', 'cel_unknown_variable'],
    ['target.nope == "x"', 'cel_type'],
    ['target.email == 1', 'cel_type'],
    ['target.email', 'cel_type'],
    ['a.b(', 'cel_syntax'],
    ['params.nope == "x"', 'param_unknown'],
    ['has(params.nope)', 'param_unknown'],
    ['has(params.nested) && has(params.nested.nope)', 'param_unknown'],
    ['params.days > 3', 'param_optional'],
    ['params.days > 3 && has(params.days)', 'param_optional'],
    ['has(params.days) || params.days > 3', 'param_optional'],
    ['has(params.nested) && params.nested.deep', 'param_optional'],
    ['has(params.any) && params.any == "x"', 'param_untyped'],
    ['provenance["params.nope"] == "text"', 'param_unknown'],
    ['provenance[tenant] == "text"', 'cel_path'],
    ['has(target.email)', 'cel_has'],
    ['target == target', 'cel_type'],
    ['target[tenant] == "x"', 'cel_path'],
    ['runtime.usage[tenant] > 1', 'cel_path'],
    ['objects.exists(target, target.privileged)', 'cel_shadows'],
    ['requester.groups.exists(g, requester.roles.exists(r, r == g))', 'cel_unsupported'],
    ['["a"].map(x, x + x).map(x, x + x).size() > 0', 'cel_unsupported'],
    ['cel.bind(x, "a", x == "a")', 'cel_unsupported'],
    ['dyn(target.email) == 1', 'cel_unsupported'],
    ['target.email == null', 'cel_unsupported'],
    ['target.email.matches(requester.email)', 'cel_unsupported'],
    ['target.email.matches("(?=a)")', 'cel_unsupported'],
    ['timestamp(requester.email) > runtime.now', 'cel_unsupported'],
    ['requester.department in "Finance"', 'cel_type'],
    ['target.dexMatches("x")', 'cel_unsupported'],
    ['target.email == "e\u200b"', 'text_unsafe'],
    ['requester.department == "Fin\u0430nce"', 'text_unsafe'],
    [`${'('.repeat(200)}true${')'.repeat(200)}`, 'cel_syntax'],
    [Array.from({ length: 300 }, () => 'true').join(' && '), 'cel_syntax'],
  ])('%s', (when, code) => {
    const problem = refusal(when)
    expect(problem).toMatchObject({ code, rule: 'r', file: '0.yaml' })
    expect(problem?.mend).not.toBe('')
  })

  test('a parameter that one of the covered actions lacks', () => {
    expect(refusal('params.role == "g"', ['acme.*'])).toMatchObject({ code: 'param_unknown' })
    expect(refusal('params.role == "g"', ['acme.*'])?.message).toContain('acme.user.reset')
  })

  test('with line and column of the place inside the condition', () => {
    const text = [
      'apiVersion: dex/v1',
      'kind: Policy',
      'layer: action',
      'rules:',
      '  - id: a',
      '    effect: deny',
      '    actions: ["*"]',
      '    when: target.privileged && nope',
      '  - id: b',
      '    effect: deny',
      '    actions: ["*"]',
      '    when: >-',
      '      target.privileged &&',
      '      target.email == 3',
      '',
    ].join('\n')
    expect(problemsOf(text)).toMatchObject([
      { code: 'cel_unknown_variable', line: 8, column: 32, rule: 'a' },
      { code: 'cel_type', rule: 'b' },
    ])
  })
})

test('factsFor names what the rules that cover an action read', () => {
  const bundle = bundleOf([
    ...allowAll(),
    {
      layer: 'department',
      scope: { department: 'Finance' },
      rules: [{ id: 'd', effect: 'deny', actions: ['acme.user.*'] }],
    },
    {
      layer: 'target',
      scope: { label: 'vip', platform: 'acme' },
      rules: [{ id: 't', effect: 'deny', actions: ['*'], when: 'false && target.privileged' }],
    },
    {
      layer: 'action',
      rules: [
        {
          id: 'x',
          effect: 'require',
          actions: ['acme.user.*'],
          obligations: { limit: { max: 1, per: '1d', by: 'tenant' }, window: { days: ['mon'] } },
        },
        {
          id: 'y',
          effect: 'deny',
          actions: ['acme.group.add'],
          when: 'objects.exists(o, o.privileged) || runtime.usage["x"] > 1',
        },
      ],
    },
  ])
  expect(factsFor(bundle, 'acme.user.reset')).toEqual([
    'objects.labels',
    'objects.privileged',
    'requester.department',
    'runtime.now',
    'runtime.usage.x',
    'runtime.zone',
    'target.labels',
    'target.privileged',
  ])
  expect(factsFor(bundle, 'acme.group.add')).toContain('runtime.usage.x')
})

test('factsFor looks at a rule that covers the action by any of its names', () => {
  const names = ['acme.group.*', 'acme.user.read']
  const bundle = bundleOf([
    { layer: 'action', rules: [{ id: 'r', effect: 'deny', actions: names, when: 'requester.verified' }] },
  ])
  expect(factsFor(bundle, 'acme.user.read')).toEqual(['requester.verified'])
  expect(factsFor(bundle, 'acme.user.reset')).toEqual([])
})

test('an action is reversible where the catalog names what takes it back', () => {
  const docs = [
    ...allowAll(),
    { layer: 'action', rules: [{ id: 'r', effect: 'deny', actions: ['*'], when: 'action.reversible' }] },
  ]
  const reset = testCatalog.get('acme.user.reset')
  if (reset === undefined) throw new Error('no such action')
  const effect = (reversible: typeof reset.reversible) =>
    createDecider(bundleOf(docs), { catalog: new Map([[reset.name, { ...reset, reversible }]]) })(input())
      .effect
  expect([effect(null), effect({ by: 'acme.user.read', note: '' })]).toEqual(['permit', 'deny'])
})
