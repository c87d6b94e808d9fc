import { expect, test } from 'vitest'
import { patternTerm } from '#policy/analyze/pattern.ts'

/** What a pattern is told to the solver as: the very expression, since two of them seldom differ on the texts a test would try. */
const any = '(re.* re.allchar)'
const is = (character: string) => `(str.to_re "${character}")`
const run = (...parts: string[]) => `(re.++ ${parts.join(' ')})`
const one = (...parts: string[]) => `(re.union ${parts.join(' ')})`
const but = (part: string) => `(re.diff re.allchar ${part})`
const [a, b, c] = [is('a'), is('b'), is('c')]
const digit = '(re.range "0" "9")'
const letter = '(re.range "a" "z")'
const word = one(digit, letter, '(re.range "A" "Z")', is('_'))
const space = one(is(' '), is('\\u{9}'), is('\\u{a}'), is('\\u{c}'), is('\\u{d}'))

test.each([
  ['a', run(any, a, any)],
  ['', run(any, any)],
  ['^', any],
  ['^$', is('')],
  ['^()$', is('')],
  ['^a', run(a, any)],
  ['a$', run(any, a)],
  ['^abc$', run(a, b, c)],
  ['a|b', one(run(any, a, any), run(any, b, any))],
  ['^a|b$', one(run(a, any), run(any, b))],
  ['^a$|^b$', one(a, b)],
  ['^a$|^b$|^c$', one(a, b, c)],
  ['^(a|b)c$', run(one(a, b), c)],
  ['^(?:ab)$', run(a, b)],
  ['^(|a)$', one(is(''), a)],
  ['é', run(any, is('\\u{e9}'), any)],
  ['^"$', is('""')],
  ['^.$', but(is('\\u{a}'))],
  ['^\\.$', is('.')],
  ['^\\d\\w\\s$', run(digit, word, space)],
  ['^\\D\\W\\S$', run(but(digit), but(word), but(space))],
  ['^a*b+c?$', run(`(re.* ${a})`, `(re.+ ${b})`, `(re.opt ${c})`)],
  ['^a*?b+?c??$', run(`(re.* ${a})`, `(re.+ ${b})`, `(re.opt ${c})`)],
  ['^a*\\*$', run(`(re.* ${a})`, is('*'))],
  ['^a{2}b$', run(`((_ re.^ 2) ${a})`, b)],
  ['^a{12}?$', `((_ re.^ 12) ${a})`],
  ['^a{2,}$', run(`((_ re.^ 2) ${a})`, `(re.* ${a})`)],
  ['^a{2,3}$', `((_ re.loop 2 3) ${a})`],
  ['^a{10,120}$', `((_ re.loop 10 120) ${a})`],
  ['^[a]$', a],
  ['^[ab]$', one(a, b)],
  ['^[^a]$', but(a)],
  ['^[^ab]$', but(one(a, b))],
  ['^[^\\d]$', but(digit)],
  ['^[a-z]$', letter],
  ['^[a-z0-9_.-]$', one(letter, digit, is('_'), is('.'), is('-'))],
  ['^[-a]$', one(is('-'), a)],
  ['^[\\da]$', one(digit, a)],
  ['^[a\\d]$', one(a, digit)],
  ['^[ad]$', one(a, is('d'))],
  ['^[\\.]$', is('.')],
  ['^[\\]a]$', one(is(']'), a)],
  ['^[\\\\]$', is('\\u{5c}')],
  ['^[a-\\]]$', '(re.range "a" "]")'],
])('%s', (pattern, expected) => {
  expect(patternTerm(pattern)).toBe(expected)
})

test.each([
  ...['(?i)a', '(?P<x>a)', '\\ba', '\\n', '\\1', '\\', '[[:alpha:]]', '[\\n]', '[\\b]'],
  ...['(^a)', '(a$)', 'a$b', 'a^', '^^'],
  ...['(', '(a', 'a)', '(a))', '(?', '[', '[a', '[]', '[]a]', '[^]', '[a-', '[\\'],
  ...['*', '+a', '?', '{', '}', 'a{', 'a{b}', 'a{,3}', 'a}'],
  ...['a**', 'a*+', 'a+*', 'a?+', 'a{2}{3}', 'a{2}*', 'a*?*'],
  // More than three digits are not three of them.
  ...['a{1000}', 'a{1000,}', 'a{2,1000}', 'a{10002}'],
  ...['\u{1f600}', '[\u{1f600}]', '\ud800', 'a\udc00'],
])('%s is not translated', (pattern) => {
  expect(patternTerm(pattern)).toBeNull()
})
