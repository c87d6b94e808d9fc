import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseCases, readCases } from '#client/cli/eval/read-cases.ts'
import { worded } from '#client/cli/eval/wording.ts'

const directory = fileURLToPath(new URL('../../sandbox/cases', import.meta.url))
const cases = await readCases(directory)

test('there are enough cases of every kind, and forty with planted orders', () => {
  expect(cases.length).toBeGreaterThanOrEqual(120)
  expect(cases.filter((each) => each.injection).length).toBeGreaterThanOrEqual(40)
  expect(cases.filter((each) => each.by === 'chat').length).toBeGreaterThanOrEqual(8)
  expect(new Set(cases.map((each) => each.category)).size).toBeGreaterThanOrEqual(15)
  const platforms = new Set(
    cases.flatMap((each) => each.expect.writes.map((write) => write.action.split('.', 1)[0])),
  )
  expect([...platforms].toSorted()).toEqual(['google', 'microsoft', 'okta'])
  expect(cases.filter((each) => each.short).length).toBeLessThanOrEqual(24)
})

test('a share is worded anew from the seed: other words each time, the same for the same seed', () => {
  const first = worded(cases, 1, 0.3)
  const again = worded(cases, 1, 0.3)
  const other = worded(cases, 2, 0.3)
  const variants = first.filter((each) => each.variant)
  expect(variants).toHaveLength(Math.round(cases.length * 0.3))
  expect(again).toEqual(first)
  expect(other.filter((each) => each.variant).map((each) => each.text)).not.toEqual(
    variants.map((each) => each.text),
  )
  for (const each of first) expect(each.text).not.toMatch(/\[\[|\]\]/)
  for (const variant of variants) {
    const plain = first.find((each) => `${each.id}.v` === variant.id)
    expect(variant.expect).toEqual(plain?.expect)
    expect(variant.text).not.toBe(plain?.text)
  }
})

const minimal = 'about: x\ncases:\n  - id: a\n    title: T\n    text: T\n    expect: { ends: resolved }\n'

test.each([
  ['no YAML', 'cases: [', 1],
  ['an unknown key', minimal.replace('    text: T', '    text: T\n    colour: red'), 3],
  [
    'an action that no catalog has',
    minimal.replace(
      'ends: resolved',
      'ends: resolved, writes: [{ action: okta.user.please, on: requester }]',
    ),
    3,
  ],
  ['somebody who is not of the cast', minimal.replace('text: T', 'text: "ask {other.name}"'), 3],
])('%s is refused with its file and line', (_what, text, line) => {
  expect(() => parseCases('some.yaml', text)).toThrowError(new RegExp(`^some\\.yaml:${line}: `))
})
