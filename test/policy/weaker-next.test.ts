import { expect, test } from 'vitest'
import { weakerNext } from '#policy/analyze/weaker-next.ts'
import { bundleOf } from './support.ts'

const role = (name: string) => ({ by: { role: name } })
const passing = (id: string, approval: object, more: object = {}) => ({
  id,
  effect: 'require',
  actions: ['*'],
  obligations: { approval },
  ...more,
})
const of = (...rules: object[]) => weakerNext(bundleOf([{ layer: 'action', rules: rules as never }]))

test('fewer people than before are found at their stage, with file, line and mend; as many, and more, are not', () => {
  const [found, ...others] = of(
    passing('two-then-one', { ...role('a'), quorum: 2, next: [{ ...role('b'), quorum: 1 }] }),
    passing('as-many', { ...role('a'), quorum: 2, next: [role('b')] }),
    passing('more', { ...role('a'), quorum: 2, next: [{ ...role('b'), quorum: 3 }] }),
    passing('nobody-next', { ...role('a'), quorum: 9 }),
  )
  expect(others).toEqual([])
  expect(found).toMatchObject({
    rule: 'two-then-one',
    stage: 1,
    why: 'fewer',
    said: '1 of `role b` is enough once the time of 2 of `role a` is over',
  })
  expect(found?.file).toMatch(/\.yaml$/)
  expect(found?.line).toBeGreaterThan(1)
  expect(found?.mend).toContain('quorum: 2')
})

test('a later stage is held to the most that any before it needed', () => {
  const found = of(
    passing('down-the-line', {
      ...role('a'),
      quorum: 3,
      next: [
        { ...role('b'), quorum: 3 },
        { ...role('c'), quorum: 2 },
      ],
    }),
  )
  expect(found.map(({ stage, said }) => [stage, said])).toEqual([
    [2, '2 of `role c` is enough once the time of 3 of `role a` is over'],
  ])
})

test('two sets in both orders: in one of the two those who come next are not above those before', () => {
  const found = of(
    passing('up', { ...role('desk'), next: [{ by: { group: 'okta:leads' } }] }),
    passing('down', { by: { group: 'okta:leads' }, next: [role('desk')] }),
    passing('aside', { ...role('desk'), next: [{ by: { person: 'per_0123456789abcdefghij' } }] }),
  )
  expect(found.map(({ rule, why }) => [rule, why])).toEqual([
    ['down', 'both_orders'],
    ['up', 'both_orders'],
  ])
  expect(found[0]?.said).toContain('before it in `up` (')
})

test('the same set twice is no order, and a rule in shadow asks nobody', () => {
  const again = passing('again', { ...role('a'), next: [role('a')] })
  const shadow = { mode: 'shadow' }
  expect(of(again)).toEqual([])
  expect(
    of(passing('seen', { ...role('a'), quorum: 2, next: [{ ...role('b'), quorum: 1 }] }, shadow)),
  ).toEqual([])
})
