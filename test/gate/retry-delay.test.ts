import { expect, it } from 'vitest'
import { retryDelayMs } from '#activities/retry-delay.ts'
import { type Code, codes } from '#contract/codes.ts'

const of = (code: Code, attempt: number, chance = 1) =>
  retryDelayMs({ code, retryAfterMs: undefined }, attempt, () => chance)

it.each<[Code, (number | undefined)[]]>([
  ['changed_meanwhile', [20, 40, 80, 5_000]],
  ['platform_unavailable', [1_000, 2_000, 4_000, 60_000]],
  ['platform_timeout', [1_000, 2_000, 4_000, 60_000]],
  ['platform_rate_limited', [5_000, 10_000, 20_000, 60_000]],
  ['database_unavailable', [500, 1_000, 2_000, 15_000]],
  ['tenant_suspended', [30_000, 30_000, 30_000, 30_000]],
  ['internal', [undefined, undefined, undefined, undefined]],
])('%s waits by its kind, and longer each time', (code, waits) => {
  expect([1, 2, 3, 1_000].map((attempt) => of(code, attempt))).toEqual(waits)
})

it('half of a wait is left to chance, and a vendor’s own is kept to the letter', () => {
  expect([of('platform_timeout', 1, 0), of('platform_timeout', 1, 0.5)]).toEqual([500, 750])
  for (const code of Object.keys(codes) as Code[])
    expect(retryDelayMs({ code, retryAfterMs: 123_456 }, 9)).toBe(123_456)
})
