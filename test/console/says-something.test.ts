import { expect, it } from 'vitest'
import { assertObligations } from '#client/api/approvals/assert-decidable.ts'
import { saysSomething } from '#contract/says-something.ts'

const nothing = ['', ' ', '.', '…', 'ok', 'aaaa', 'xxxxxxxxxx', '----', '.....', 'y y y y', '🙂🙂🙂🙂']
const something = [
  'saw their badge',
  'INC-1234',
  'ticket 42 approved by the manager',
  '本人確認済み',
  'ok by lena',
]

it.each(nothing)('%j says nothing', (text) => {
  expect(saysSomething(text)).toBe(false)
  expect(() => assertObligations({ justification: true }, { justification: text })).toThrow(
    expect.objectContaining({ code: 'justification_required' }) as Error,
  )
})

it.each(something)('%j says something', (text) => {
  expect(saysSomething(text)).toBe(true)
  expect(() => assertObligations({ justification: true }, { justification: text })).not.toThrow()
})

it('is asked of nobody where policy does not ask', () => {
  expect(() => assertObligations({}, {})).not.toThrow()
})
