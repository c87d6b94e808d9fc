import { describe, expect, test } from 'vitest'
import { DexError } from '#contract/error.ts'
import type { Bundle } from '#policy/bundle.ts'
import { createDecider } from '#policy/decide.ts'
import type { Problem } from '#policy/problem.ts'
import { uniteBundles } from '#policy/unite.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, input, testCatalog } from './support.ts'

const doc = (layer: string, scope: Record<string, string>, ...ids: string[]): Doc => ({
  layer,
  scope,
  rules: ids.map((id) => ({ id, effect: 'deny', actions: ['*'] })),
})
const ownOf = (id: string | null, ...docs: Doc[]): Bundle => bundleOf([], { id, docs })

const problemsIn = (run: () => unknown): Problem[] => {
  try {
    run()
  } catch (error) {
    if (error instanceof DexError && error.code === 'bundle_invalid') return error.extra.problems as Problem[]
    throw error
  }
  return []
}

describe('what a tenant’s own bundle may not say, rule by rule', () => {
  test.each([
    ['a global layer', 'acme', doc('global', {}, 'x'), ['tenant_global']],
    ['another tenant', 'acme', doc('tenant', { tenant: 'beta' }, 'x', 'y'), ['tenant_scope', 'tenant_scope']],
    ['its own name', 'acme', doc('tenant', { tenant: 'acme' }, 'x'), []],
    ['no name', 'acme', doc('tenant', {}, 'x'), []],
    ['one name, when its own is not known', null, doc('tenant', { tenant: 'beta' }, 'x'), []],
  ] as const)('%s', (_name, id, document, codes) => {
    const problems = problemsIn(() => ownOf(id, document))
    expect(problems.map(({ code }) => code)).toEqual(codes)
    for (const { file, line, column, message, mend, rule } of problems) {
      expect([file, column]).toEqual(['own-0.yaml', 1])
      expect(line).toBeGreaterThan(1)
      expect(message).toMatch(/global layer|another tenant, `beta`/)
      expect(mend).toMatch(/layer: tenant|leave `tenant` out/)
      expect(['x', 'y']).toContain(rule)
    }
  })

  test('two names, when its own is not known: the first counts', () => {
    const docs = [
      doc('tenant', {}, 'w'),
      doc('tenant', { tenant: 'acme' }, 'x'),
      doc('tenant', { tenant: 'beta' }, 'y'),
    ]
    expect(problemsIn(() => ownOf(null, ...docs)).map(({ code, rule }) => [code, rule])).toEqual([
      ['tenant_scope', 'y'],
    ])
  })
})

describe('united', () => {
  const operator = bundleOf(allowAll())

  test('with nothing it is the operator’s', () => {
    expect(uniteBundles(operator)).toBe(operator)
    expect(uniteBundles(operator, null)).toBe(operator)
  })

  test('has the rules of both by id, names of both with the operator’s first, and a digest of its own', () => {
    const own = { ...ownOf('acme', doc('action', {}, 'zz', 'aa')), names: { it: 'theirs', hr: 'HR' } }
    const united = uniteBundles({ ...operator, names: { it: 'IT' } }, own)
    expect(united.rules.map(({ id }) => id)).toEqual(['aa', ...operator.rules.map(({ id }) => id), 'zz'])
    expect(united).toMatchObject({ owner: 'united', tenant: 'acme', names: { it: 'IT', hr: 'HR' } })
    const digests = [
      operator.digest,
      own.digest,
      united.digest,
      uniteBundles(operator, ownOf('acme', doc('action', {}, 'bb'))).digest,
    ]
    expect(new Set(digests).size).toBe(digests.length)
    const decide = createDecider(united, { catalog: testCatalog })
    expect(decide(input()).decidedBy?.rule).toBe('aa')
    expect(decide(input({ tenant: 'beta' })).effect).toBe('permit')
  })

  test('decides the same whether its conditions were compiled before or not', () => {
    const bare = { ...operator }
    expect(bare.conditions).toBeUndefined()
    const own = ownOf('acme', {
      layer: 'action',
      rules: [{ id: 'a', effect: 'deny', actions: ['*'], when: 'target.privileged' }],
    })
    for (const bundle of [uniteBundles(bare, own), uniteBundles(operator, own)])
      expect(createDecider(bundle, { catalog: testCatalog })(input()).effect).toBe('permit')
    expect(uniteBundles(operator, own).conditions).toBe(operator.conditions)
  })

  test('has the runbooks of both by id; one id in both is a problem at the tenant’s', () => {
    const guide = (id: string, file: string) => ({
      ...{ id, title: id, about: [], language: 'english' as const, always: false, text: 'x', file },
    })
    const own = {
      ...ownOf('acme', doc('action', {}, 'x')),
      runbooks: [guide('c', 'c.md'), guide('a', 'a.md')],
    }
    const other = { ...operator, runbooks: [guide('b', 'b.md')] }
    expect(uniteBundles(other, own).runbooks.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(problemsIn(() => uniteBundles({ ...operator, runbooks: [guide('a', 'z.md')] }, own))).toEqual([
      {
        ...{ code: 'runbook_duplicate', file: 'a.md', line: 1, column: 1 },
        message: 'the operator’s `z.md` has the id `a`',
        mend: 'choose another id',
      },
    ])
  })

  test('an id in both is a problem at the tenant’s place, naming the operator’s', () => {
    const own = ownOf('acme', doc('action', {}, 'allow-action', 'fine'))
    expect(problemsIn(() => uniteBundles(operator, own))).toEqual([
      {
        code: 'rule_duplicate',
        file: 'own-0.yaml',
        line: own.rules[0]?.line,
        column: 1,
        message: 'the operator’s `4.yaml:6` has this id',
        mend: 'choose another id',
        rule: 'allow-action',
      },
    ])
  })

  test('only an operator’s and a tenant’s, and only within what a tenant may say', () => {
    const own = ownOf('acme', doc('action', {}, 'x'))
    const owner = (run: () => unknown): unknown => problemsIn(run).find(({ code }) => code === 'bundle_owner')
    expect(owner(() => uniteBundles(own, own))).toMatchObject({ rule: 'x', file: 'own-0.yaml' })
    expect(owner(() => uniteBundles(operator, { ...operator, rules: [] }))).toEqual({
      code: 'bundle_owner',
      file: '',
      line: 1,
      column: 1,
      message: 'an operator’s and a tenant’s bundle are united',
      mend: 'unite those',
    })
    const reaching = { ...own, rules: own.rules.map((rule) => ({ ...rule, layer: 'global' as const })) }
    expect(problemsIn(() => uniteBundles(operator, reaching)).map(({ code }) => code)).toEqual([
      'tenant_global',
    ])
  })
})
