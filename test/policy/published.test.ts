import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DexError } from '#contract/error.ts'
import { canonicalText } from '#policy/canonical.ts'
import { digestOf } from '#policy/digest.ts'
import { fromJson, toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { allowAll, bundleOf, testCatalog } from './support.ts'

describe('the canonical form', () => {
  test('is that of RFC 8785, whatever the value', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', '10', '9', '1a', 'a1', 'b', 'é', '\ud800'))
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(key, tie('any'), { maxKeys: 5 }),
        fc.date(),
      ),
    })).any
    const known = (of: (value: object) => unknown, given: object): unknown => {
      try {
        return of(given)
      } catch {
        return 'no such form'
      }
    }
    fc.assert(
      fc.property(fc.oneof(fc.array(value), fc.dictionary(key, value)), (given) => {
        expect(known(canonicalText, given)).toBe(known((each) => canonicalize(each), given))
      }),
      { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 1_000) },
    )
  })

  test.each<[object, string]>([
    [{ b: 1, a: [true, null, 'x', 1.5] }, '{"a":[true,null,"x",1.5],"b":1}'],
    [{ 10: 1, 9: 2 }, '{"10":1,"9":2}'],
    [JSON.parse('{"__proto__": 1, "a": 2}') as object, '{"__proto__":1,"a":2}'],
    [[{ z: {}, y: [] }], '[{"y":[],"z":{}}]'],
    [[new Date(0)], '["1970-01-01T00:00:00.000Z"]'],
    [[undefined], '[null]'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
  ])('of %j', (value, text) => {
    expect(canonicalText(value)).toBe(text)
  })

  test.each([[[Number.NaN]], [[Number.POSITIVE_INFINITY]], [['\ud800']], [{ '\ud800': 1 }]])(
    'there is none of %j',
    (value) => {
      expect(() => canonicalText(value)).toThrow()
    },
  )
})

describe('what is published', () => {
  const guide = (id: string) => ({ path: `${id}.md`, text: `---\nid: ${id}\ntitle: ${id}\n---\nSay it.\n` })
  const file = {
    path: 'r.yaml',
    text: JSON.stringify({ apiVersion: 'dex/v1', kind: 'Policy', ...allowAll()[0] }),
  }
  const scopes = bundleOf([
    {
      layer: 'tenant',
      scope: { tenant: 'acme' },
      rules: [{ id: 'b', effect: 'deny', actions: ['*'], mode: 'shadow' }],
    },
    {
      layer: 'target',
      scope: { platform: 'acme', type: 'user', label: 'vip' },
      rules: [{ id: 'a', effect: 'allow', actions: ['*'] }],
    },
    {
      layer: 'department',
      scope: { department: 'HR', of: 'target' },
      rules: [{ id: 'c', effect: 'deny', actions: ['*'], because: 'so' }],
    },
    {
      layer: 'department',
      scope: { department: 'HR' },
      rules: [
        {
          id: 'd',
          effect: 'require',
          actions: ['*'],
          obligations: { justification: true, limit: { max: 1, per: '1h', by: 'rule' } },
        },
      ],
    },
  ])
  const tenant = bundleOf([], {
    id: 'acme',
    docs: [{ layer: 'action', rules: [{ id: 'x', effect: 'deny', actions: ['*'] }] }],
  })
  const withGuides = loadBundle({ operator: [file, guide('b'), guide('a')] }, testCatalog)

  test.each([
    ['every scope and mode', scopes],
    ['a tenant’s own', tenant],
    ['runbooks', withGuides],
  ])('%s comes back as it was', (_name, bundle) => {
    expect(fromJson(toJson(bundle))).toEqual(bundle)
  })

  /** With the digest of what was changed, so that only its shape can be what is wrong. */
  const changed = (
    change: (published: Record<string, never> & { bundle: { rules: Record<string, unknown>[] } }) => void,
  ) => {
    const published = JSON.parse(toJson(scopes)) as never as Parameters<typeof change>[0] & { digest: string }
    change(published)
    return { ...published, digest: digestOf(published.bundle) }
  }
  const refusal = (published: unknown): DexError | null => {
    try {
      fromJson(published)
    } catch (error) {
      return error as DexError
    }
    return null
  }

  test('rules are in order by id, and one without a place says so', () => {
    const shuffled = changed(({ bundle }) => void bundle.rules.reverse())
    expect(fromJson(shuffled).rules.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    const placeless = fromJson({ ...changed(() => {}), locations: {} })
    expect(placeless.rules.map(({ file: where, line }) => [where, line])).toEqual(
      Array.from({ length: 4 }, () => ['', 1]),
    )
    const { runbookFiles: _files, ...bare } = JSON.parse(toJson(withGuides)) as Record<string, unknown>
    expect(fromJson(bare).runbooks.map(({ file: where }) => where)).toEqual(['', ''])
    expect(JSON.parse(toJson(scopes))).not.toHaveProperty('runbookFiles')
  })

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['another value', '[]'],
    ['a rule without an id', changed(({ bundle }) => void delete bundle.rules[0]?.['id'])],
    [
      'a mode that there is not',
      changed(({ bundle }) => void Object.assign(bundle.rules[0] ?? {}, { mode: 'off' })),
    ],
    [
      'an effect that there is not',
      changed(({ bundle }) => void Object.assign(bundle.rules[0] ?? {}, { effect: 'permit' })),
    ],
    [
      'a scope that there is not',
      changed(({ bundle }) => void Object.assign(bundle.rules[0] ?? {}, { scope: { planet: 'x' } })),
    ],
    [
      'a person’s department that there is not',
      changed(({ bundle }) => void Object.assign(bundle.rules[0] ?? {}, { scope: { of: 'x' } })),
    ],
    ['no action', changed(({ bundle }) => void Object.assign(bundle.rules[0] ?? {}, { actions: [] }))],
    ['a further field', changed(({ bundle }) => void Object.assign(bundle, { more: 1 }))],
    ['runbooks that are none', changed(({ bundle }) => void Object.assign(bundle, { runbooks: [] }))],
    ['another second person', changed(({ bundle }) => void Object.assign(bundle, { secondPerson: 'never' }))],
    ['another owner', { ...changed(() => {}), owner: 'united' }],
  ])('%s is not a published bundle', (_name, published) => {
    const refused = refusal(published)
    expect(refused).toMatchObject({
      code: 'bundle_invalid',
      message: 'the stored bundle is not a published bundle',
      mend: 'publish it again: dex policy publish DIR',
      extra: { problems: [] },
    })
  })

  test('another content under a digest is refused, and what is united is not published', () => {
    expect(refusal({ ...changed(() => {}), digest: tenant.digest })).toMatchObject({
      message: 'the stored bundle does not have the digest it names',
    })
    expect(() => toJson({ ...scopes, owner: 'united' })).toThrow(
      expect.objectContaining({
        code: 'internal',
        message: 'the operator’s and the tenant’s bundles are published apart',
      }),
    )
  })
})
