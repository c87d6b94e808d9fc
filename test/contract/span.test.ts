import { expect, it } from 'vitest'
import { span } from '#contract/span.ts'

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]

it.each([
  [0, '0 s'],
  [-5 * second, '0 s'],
  [59_999, '59 s'],
  [minute + 40 * second, '1 min'],
  [hour, '1 h'],
  [3 * hour + 12 * minute, '3 h 12 min'],
  [11 * hour + 12 * minute, '11 h'],
  [2 * day + 5 * hour + 3 * minute, '2 d 5 h'],
])('%i ms are %s', (ms, words) => {
  expect(span(ms)).toBe(words)
})
