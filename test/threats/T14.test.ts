import { describe, expect, test } from 'vitest'
import { DexError } from '#contract/error.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import type { Problem } from '#policy/problem.ts'
import { uniteBundles } from '#policy/unite.ts'
import type { Doc } from '../policy/support.ts'
import { allowAll, bundleOf, docText, input, testCatalog } from '../policy/support.ts'

/** T14 whose bundle: a tenant writes a global layer or another tenant's scope. */
const rule = (id: string, effect = 'allow') => ({ id, effect, actions: ['*'] })
const own = (id: string | null, ...docs: Doc[]) =>
  loadBundle(
    {
      operator: [],
      tenant: { id, files: docs.map((doc, at) => ({ path: `own-${at}.yaml`, text: docText(doc) })) },
    },
    testCatalog,
  )
const codes = (run: () => unknown): string[] => {
  try {
    run()
  } catch (error) {
    if (error instanceof DexError) return (error.extra.problems as Problem[]).map(({ code }) => code)
    throw error
  }
  return []
}

describe('a tenant’s own bundle', () => {
  test('has no global layer and no other tenant’s scope', () => {
    expect(codes(() => own('acme', { layer: 'global', rules: [rule('x')] }))).toEqual(['tenant_global'])
    expect(
      codes(() => own('acme', { layer: 'tenant', scope: { tenant: 'beta' }, rules: [rule('x')] })),
    ).toEqual(['tenant_scope'])
    expect(
      codes(() => own('acme', { layer: 'tenant', scope: { tenant: 'acme' }, rules: [rule('x')] })),
    ).toEqual([])
  })

  test('where the tenant is not known, names one at most', () => {
    const docs = [
      { layer: 'tenant', scope: { tenant: 'acme' }, rules: [rule('x')] },
      { layer: 'tenant', scope: { tenant: 'beta' }, rules: [rule('y')] },
    ]
    expect(codes(() => own(null, ...docs))).toEqual(['tenant_scope'])
    expect(codes(() => own(null, ...docs.slice(0, 1)))).toEqual([])
  })

  test('cannot take over a rule of the operator by its id', () => {
    const tenant = own('acme', { layer: 'action', rules: [rule('allow-action', 'deny')] })
    expect(codes(() => uniteBundles(bundleOf(allowAll()), tenant))).toEqual(['rule_duplicate'])
  })

  test('cannot pass for the operator’s', () => {
    const operator = bundleOf(allowAll())
    expect(codes(() => uniteBundles(operator, { ...operator, rules: [] }))).toEqual(['bundle_owner'])
  })

  test('is in force for that tenant alone, and cannot permit what the operator’s global layer does not', () => {
    const tenant = own('acme', { layer: 'action', rules: [rule('mine', 'deny')] })
    const decide = createDecider(uniteBundles(bundleOf(allowAll()), tenant), { catalog: testCatalog })
    expect(decide(input()).decidedBy?.rule).toBe('mine')
    expect(decide(input({ tenant: 'beta' })).effect).toBe('permit')
    const generous = own(
      'acme',
      ...['tenant', 'target', 'department', 'action', 'runtime'].map((layer) => ({
        layer,
        rules: [rule(`own-${layer}`)],
      })),
    )
    const united = uniteBundles(bundleOf(allowAll('global')), generous)
    expect(createDecider(united, { catalog: testCatalog })(input()).decidedBy).toEqual({
      layer: 'global',
      rule: null,
      reason: 'no_match',
    })
  })

  test('the digest covers both, and whose is whose', () => {
    const operator = bundleOf(allowAll('action'))
    const tenant = own('acme', { layer: 'action', rules: [rule('x')] })
    const changed = own('acme', { layer: 'action', rules: [rule('x', 'deny')] })
    const digests = [
      operator.digest,
      uniteBundles(operator, tenant).digest,
      uniteBundles(operator, changed).digest,
    ]
    expect(new Set(digests).size).toBe(3)
    const asOperator = bundleOf([...allowAll('action'), { layer: 'action', rules: [rule('x')] }])
    expect(uniteBundles(operator, tenant).digest).not.toBe(asOperator.digest)
    expect(uniteBundles(operator, null)).toBe(operator)
  })
})
