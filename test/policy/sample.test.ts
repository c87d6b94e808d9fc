import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patternTerm } from '#policy/analyze/pattern.ts'
import { textOfPattern } from '#policy/sample/pattern.ts'
import { solverForTests } from './solver.ts'

const asking = solverForTests()
const single = fc.constantFrom(
  'a',
  'b',
  'z',
  '0',
  '\\.',
  '\\d',
  '\\w',
  '[a-c]',
  '[^a-y]',
  '[\\d_x-]',
  '.',
  '-',
  '@',
  '\\D',
)
const pattern: fc.Arbitrary<string> = fc.letrec<{ piece: string; row: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 2 },
    single,
    fc
      .tuple(single, fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}'))
      .map(([one, times]) => one + times),
    fc.tuple(tie('row'), tie('row')).map(([left, right]) => `(?:${left}|${right})`),
    fc.tuple(tie('row'), fc.constantFrom('', '*', '+', '?')).map(([row, times]) => `(${row})${times}`),
  ),
  row: fc.array(tie('piece'), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
})).row

test('a text made from a pattern matches it', () => {
  fc.assert(
    fc.property(pattern, fc.boolean(), fc.boolean(), (middle, start, end) => {
      const whole = `${start ? '^' : ''}(?:${middle})${end ? '$' : ''}`
      expect({ whole, matches: new RegExp(whole, 'u').test(textOfPattern(whole)) }).toEqual({
        whole,
        matches: true,
      })
    }),
  )
  expect(textOfPattern('^(?=.*x)id:[0-9a-f]{8}$')).toBe('id:00000000')
})

test('what the solver understands by a pattern is what the engine does', async () => {
  await fc.assert(
    fc.asyncProperty(
      pattern,
      fc.boolean(),
      fc.boolean(),
      fc.string({ unit: fc.constantFrom('a', 'b', 'z', '0', '.', '-', '@', '_', '\n', 'é'), maxLength: 5 }),
      async (middle, start, end, other) => {
        const whole = `${start ? '^' : ''}${middle}${end ? '$' : ''}`
        const term = patternTerm(whole)
        if (term === null) return expect.unreachable()
        for (const given of [other, textOfPattern(whole)]) {
          const literal = `"${Array.from(given, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`).join('')}"`
          const { answer } = await asking.solve(`(assert (str.in_re ${literal} ${term}))`, [], asking.effort)
          // Without the flag `u` the host's `\w` and `.` are the ones of RE2 for these characters.
          expect({ whole, given, answer }).toEqual({
            whole,
            given,
            answer: new RegExp(whole).test(given) ? 'sat' : 'unsat',
          })
        }
      },
    ),
    { numRuns: 60 },
  )
})

test.each([
  '(?i)a',
  '\\bword',
  '[[:alpha:]]',
  'a(^b)',
  '(a$)b',
  '\\pL',
  'a**',
  'a++',
  '(a',
  '[a',
  '(?P<n>a)',
  '\\x41',
])('%s is left to the engine', (beyond) => {
  expect(patternTerm(beyond)).toBeNull()
})
