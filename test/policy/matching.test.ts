import { describe, expect, test } from 'vitest'
import type { DecisionInput, ObjectFacts } from '#contract/decision.ts'
import { createDecider } from '#policy/decide.ts'
import { fromJson, toJson } from '#policy/json.ts'
import { uniteBundles } from '#policy/unite.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, decideWith, input, testCatalog } from './support.ts'

const deny = (layer: string, scope: Record<string, string>, when?: string): Doc[] => [
  ...allowAll(),
  {
    layer,
    scope,
    rules: [{ id: 'r', effect: 'deny', actions: ['*'], ...(when === undefined ? {} : { when }) }],
  },
]
const on = (target: Partial<DecisionInput['target']>, more: Partial<DecisionInput> = {}): DecisionInput =>
  input({ target: { ...input().target, ...target }, ...more })
const object = (more: Partial<ObjectFacts>): ObjectFacts => ({
  ...input().target,
  type: 'group',
  role: 'group',
  ...more,
})

describe('a scope of several keys', () => {
  const docs = deny('target', { platform: 'acme', type: 'user', label: 'vip' })

  test.each([
    [{ labels: ['vip'] }, 'deny'],
    [{ labels: ['vip'], type: 'group' }, 'permit'],
    [{ labels: ['vip'], platform: 'other' }, 'permit'],
    [{ labels: ['other'] }, 'permit'],
    [{ labels: ['other', 'vip'] }, 'deny'],
    [{ labels: null }, 'permit'],
  ])('%j: %s', (target, effect) => {
    expect(decideWith(docs, on(target)).effect).toBe(effect)
  })

  test('what is unknown keeps it, unless a known one takes it away', () => {
    const { labels: _labels, ...unsaid } = input().target
    expect(decideWith(docs, input({ target: unsaid })).decidedBy?.reason).toBe('missing_fact')
    expect(decideWith(docs, input({ target: { ...unsaid, type: 'group' } })).effect).toBe('permit')
  })

  test('whose department it is', () => {
    const requester = { ...input().requester, department: 'HR' }
    for (const [of, effect] of [
      ['requester', 'deny'],
      ['target', 'permit'],
    ] as const)
      expect(decideWith(deny('department', { department: 'HR', of }), input({ requester })).effect).toBe(
        effect,
      )
    const { department: _department, ...unknown } = input().requester
    expect(
      decideWith(deny('department', { department: 'HR', of: 'requester' }), input({ requester: unknown }))
        .decidedBy?.reason,
    ).toBe('missing_fact')
  })
})

describe('a tenant’s own rules', () => {
  const own = bundleOf([], {
    id: 'acme',
    docs: [
      { layer: 'action', rules: [{ id: 'own', effect: 'deny', actions: ['*'] }] },
      {
        layer: 'target',
        scope: { type: 'group' },
        rules: [{ id: 'own-group', effect: 'deny', actions: ['*'] }],
      },
    ],
  })

  test('are in force for that tenant alone, with a scope and without', () => {
    const united = uniteBundles(bundleOf(allowAll()), own)
    const decide = createDecider(united, { catalog: testCatalog })
    expect(decide(input()).decidedBy).toEqual({ layer: 'action', rule: 'own', reason: 'rule' })
    expect(decide(on({ type: 'group' })).decidedBy?.rule).toBe('own-group')
    expect(decide(input({ tenant: 'beta' })).effect).toBe('permit')
    expect(decide(on({ type: 'group' }, { tenant: 'beta' })).effect).toBe('permit')
  })
})

test('a tenant’s own rules that name it, or a department that is not known', () => {
  const own = bundleOf([], {
    id: 'acme',
    docs: [
      {
        layer: 'tenant',
        scope: { tenant: 'acme' },
        rules: [{ id: 'own', effect: 'deny', actions: ['acme.user.read'] }],
      },
      {
        layer: 'department',
        scope: { department: 'HR' },
        rules: [{ id: 'hr', effect: 'deny', actions: ['*'] }],
      },
    ],
  })
  const decide = createDecider(uniteBundles(bundleOf(allowAll()), own), { catalog: testCatalog })
  expect(decide(input()).effect).toBe('permit')
  expect(decide(input({ action: 'acme.user.read' })).decidedBy?.rule).toBe('own')
  expect(decide(input({ action: 'acme.user.read', tenant: 'beta' })).effect).toBe('permit')
  const { department: _department, ...unknown } = input().requester
  expect(decide(input({ requester: unknown })).decidedBy).toMatchObject({
    rule: 'hr',
    reason: 'missing_fact',
  })
  expect(decide(input({ requester: { ...unknown, department: 'HR' } })).decidedBy?.reason).toBe('rule')
})

describe('objects', () => {
  test('a requester’s fact that is missing is missing for each of them', () => {
    const { department: _department, ...requester } = input().requester
    const docs = deny('target', { type: 'group' }, 'requester.department == "HR"')
    const decision = decideWith(docs, input({ requester, objects: [object({})] }))
    expect(decision.decidedBy).toEqual({ layer: 'target', rule: 'r', reason: 'missing_fact' })
  })

  test('each is judged by its own facts: one that it lacks is not taken from the target, nor the other way', () => {
    const docs = deny('target', {}, 'target.department == "HR"')
    const { department: _department, ...lacking } = object({})
    expect(decideWith(docs, input({ objects: [object({})] })).effect).toBe('permit')
    expect(decideWith(docs, input({ objects: [lacking] })).decidedBy?.reason).toBe('missing_fact')
    const { department: _own, ...target } = input().target
    const decision = decideWith(docs, input({ target, objects: [object({ department: 'HR' })] }))
    expect(decision.layers[2]).toMatchObject({
      verdict: 'error',
      rules: [{}, { id: 'r', error: 'missing_fact' }],
    })
  })

  test.each(['target.labels.size() > 0', '"vip" in target.labels'])(
    'are bound to `target` in `%s`',
    (when) => {
      const docs = deny('target', {}, when)
      expect(decideWith(docs, input({ objects: [object({ labels: ['vip'] })] })).decidedBy?.rule).toBe('r')
      expect(decideWith(docs, input({ objects: [object({})] })).effect).toBe('permit')
      expect(decideWith(docs, on({ labels: ['vip'] }, { objects: [object({})] })).decidedBy?.rule).toBe('r')
    },
  )

  test('play no part in other layers’ scopes', () => {
    const docs = deny('department', { department: 'HR', of: 'target' })
    expect(decideWith(docs, input({ objects: [object({ department: 'HR' })] })).effect).toBe('permit')
  })
})

describe('obligations', () => {
  const role = (id: string) => ({ approval: { by: { role: id } } })
  const rules = (mode: string): Doc[] => [
    ...allowAll(),
    {
      layer: 'action',
      rules: [
        { id: 'a', effect: 'require', actions: ['*'], obligations: role('a') },
        {
          id: 'b',
          effect: 'require',
          actions: ['*'],
          obligations: { ...role('b'), justification: true },
          mode,
        },
        { id: 'c', effect: 'require', actions: ['acme.group.*'], obligations: { dry_run: true } },
      ],
    },
  ]
  test('are those of enforced rules that match, and of no others', () => {
    const asked = (mode: string) => decideWith(rules(mode)).obligations
    expect(asked('enforce')).toMatchObject({
      approvals: [{ by: { role: 'a' } }, { by: { role: 'b' } }],
      justification: true,
    })
    expect(asked('shadow')).toMatchObject({ approvals: [{ by: { role: 'a' } }] })
    expect(Object.keys(asked('shadow'))).toEqual(['approvals'])
  })

  test('of a denial there are none', () => {
    const docs: Doc[] = [
      ...rules('enforce'),
      { layer: 'runtime', rules: [{ id: 'z', effect: 'deny', actions: ['*'] }] },
    ]
    expect(decideWith(docs).obligations).toEqual({})
  })
})

test('a condition that this catalog’s action cannot be asked errs, wherever the scope matches', () => {
  const params = (when: string) => ({ id: 'r', effect: 'deny', actions: ['acme.group.add'], when })
  const bundle = bundleOf([...allowAll(), { layer: 'action', rules: [params('params.role == "x"')] }])
  const stored = fromJson(toJson(bundle))
  const other = testCatalog.get('acme.user.reset')
  if (other === undefined) throw new Error('no such action')
  const catalog = new Map([['acme.group.add', { ...other, name: 'acme.group.add' }]])
  const decision = createDecider(stored, { catalog })(input({ action: 'acme.group.add' }))
  expect(decision.effect).toBe('deny')
  expect(decision.decidedBy).toEqual({ layer: 'action', rule: 'r', reason: 'error' })
})

test('whatever throws denies: an input that is none, a schema that throws, an id that cannot be read', () => {
  const decide = createDecider(bundleOf(allowAll()), { catalog: testCatalog })
  for (const junk of [null, undefined, 5, 'x', [], { id: 7 }])
    expect(decide(junk as never)).toMatchObject({ id: '', effect: 'deny', decidedBy: { layer: 'global' } })
  const trap = {
    get id() {
      throw new Error('no')
    },
  }
  expect(decide(trap as never)).toMatchObject({ id: '', effect: 'deny' })
  const [name, reset] = [...testCatalog][0] ?? []
  if (name === undefined || reset === undefined) throw new Error('no action')
  const throwing = {
    ...reset,
    params: {
      safeParse() {
        throw new Error('no')
      },
    },
  }
  const broken = createDecider(bundleOf(allowAll()), { catalog: new Map([[name, throwing as never]]) })
  expect(broken(input()).decidedBy).toEqual({ layer: 'global', rule: null, reason: 'invalid_params' })
})

describe('the rules of a layer', () => {
  const ids = (rules: readonly { id: string }[] | undefined): string[] => (rules ?? []).map(({ id }) => id)

  test('are listed by id, wherever they stand, and the first of the winning effect decides', () => {
    const denies = (...names: string[]) => names.map((id) => ({ id, effect: 'deny', actions: ['*'] }))
    const decision = decideWith([
      ...allowAll(),
      { layer: 'target', rules: denies('z', 'm') },
      { layer: 'target', scope: { type: 'user' }, rules: denies('y', 'b') },
      { layer: 'target', scope: { type: 'user', platform: 'acme' }, rules: denies('x', 'c') },
    ])
    expect(ids(decision.layers[2]?.rules)).toEqual(['allow-target', 'b', 'c', 'm', 'x', 'y', 'z'])
    expect(decision.decidedBy?.rule).toBe('b')
  })

  test('one that says different things of several objects is listed once, as the worst of them', () => {
    const docs = deny('target', {}, 'target.labels[0] == "vip"')
    const { labels: _labels, ...unknown } = object({})
    const [matches, errs, quiet] = [object({ labels: ['vip'] }), object({}), object({ labels: ['x'] })]
    const target = { ...input().target, labels: ['x'] }
    for (const [objects, error] of [
      [[matches, errs, unknown], 'missing_fact'],
      [[unknown, errs, matches], 'missing_fact'],
      [[errs, unknown, quiet], 'missing_fact'],
      [[matches, errs], 'error'],
      [[errs, matches], 'error'],
      [[quiet, matches, matches], undefined],
    ] as const) {
      const { layers, decidedBy } = decideWith(docs, input({ target, objects: [...objects] }))
      expect(layers[2]?.rules.map((hit) => [hit.id, hit.error])).toEqual([
        ['allow-target', undefined],
        ['r', error],
      ])
      expect(decidedBy).toEqual({ layer: 'target', rule: 'r', reason: error ?? 'rule' })
    }
  })

  test('of a tenant’s own are listed once too', () => {
    const own = bundleOf([], {
      id: 'acme',
      docs: [
        { layer: 'target', scope: { type: 'user' }, rules: [{ id: 'own', effect: 'allow', actions: ['*'] }] },
      ],
    })
    const decide = createDecider(uniteBundles(bundleOf(allowAll()), own), { catalog: testCatalog })
    expect(ids(decide(input()).layers[2]?.rules)).toEqual(['allow-target', 'own'])
  })
})
