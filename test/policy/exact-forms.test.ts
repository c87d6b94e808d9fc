import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDocument, stringify } from 'yaml'
import { canonicalText } from '#policy/canonical.ts'
import { placesIn } from '#policy/load/places.ts'
import { readUtc } from '#policy/decide/moment.ts'
import { readYaml } from '#policy/load/yaml.ts'

const config = { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 5_000) }
const near = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'))

test('a moment reads as the platform reads it, and only with an offset', () => {
  const moments = fc
    .tuple(
      fc.oneof(fc.integer({ min: 0, max: 9_999 }), fc.constantFrom(1970, 2024, 2026)),
      near(14),
      near(33),
      near(26),
      near(62),
      near(62),
      fc.constantFrom('', '.0', '.000', '.123', '.12x', '.1234'),
      fc.constantFrom('Z', 'Z', '', '+02:00', '-0130', 'z'),
      fc.constantFrom('T', 'T', 'T', ' '),
    )
    .map(
      ([year, month, day, hour, minute, second, fraction, zone, middle]) =>
        `${String(year).padStart(4, '0')}-${month}-${day}${middle}${hour}:${minute}:${second}${fraction}${zone}`,
    )
  fc.assert(
    fc.property(fc.oneof(moments, moments, fc.string({ minLength: 20, maxLength: 24 })), (text) => {
      const moment = new Date(text).getTime()
      const expected = Number.isNaN(moment) || !/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? null : moment
      expect(readUtc(text)).toBe(expected)
    }),
    config,
  )
})

test('the canonical form is the one of RFC 8785', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      expect(canonicalText({ value })).toBe(canonicalize({ value }))
    }),
    config,
  )
  const keys = { 10: 'a', 9: 'b', b: 1, B: 2, é: 3, 𝒳: 4, '\ufb33': 5, ['__proto__']: 6, gone: undefined }
  expect(canonicalText(keys)).toBe(canonicalize(keys))
  expect(() => canonicalText({ text: '\ud800' })).toThrow()
  expect(() => canonicalText([Number.NaN])).toThrow()
})

test('a place is its line and column, counting from 1', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', 'é', '\r\n')), fc.nat(40), (parts, at) => {
      const text = parts.join('')
      const offset = Math.min(at, text.length)
      const above = text.slice(0, offset).split('\n')
      expect(placesIn(text)(offset)).toEqual({ line: above.length, column: (above.at(-1) ?? '').length + 1 })
    }),
    config,
  )
})

test('a document has the value that the library gives it', () => {
  const library = (text: string): unknown =>
    parseDocument(text, { schema: 'core', stringKeys: true, merge: false }).toJS({ maxAliasCount: 0 })
  const ours = (text: string): unknown => {
    const { documents, problems } = readYaml('a.yaml', text)
    expect(problems).toEqual([])
    return documents[0]?.value
  }
  const options = fc.record({
    collectionStyle: fc.constantFrom('block' as const, 'flow' as const),
    defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'BLOCK_LITERAL' as const),
  })
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), options, (value, how) => {
      const text = stringify({ value }, { ...how, aliasDuplicateObjects: false })
      expect(ours(text)).toEqual(library(text))
    }),
    { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 1_000) },
  )
  const odd = [
    '[a: 1, b: 2]',
    '- ? x\n- y',
    'a:\nb: ~',
    '<<: {a: 1}',
    '? \n: 1',
    '1.5: x\n~: y',
    'a: !!str 5',
  ]
  for (const text of [...odd, '__proto__: {a: 1}\nconstructor: 2', 'a: 0x1F\nb: .inf\nc: 1e3', '{a, b: }'])
    expect(ours(text)).toStrictEqual(library(text))
})
