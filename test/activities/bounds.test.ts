import { describe, expect, it } from 'vitest'
import { boundReached, tierOf } from '#activities/think/bounds.ts'
import type { TenantSettings } from '#store/schema.ts'

type At = Parameters<typeof boundReached>[0]

const now = Date.parse('2026-11-28T12:00:00Z')
const hour = 3_600_000
const none = { tokens: 0, costMicros: 0 }
const budgets = { requestUsd: 1, dayTokens: 1_000, dayUsd: 2, monthUsd: 5 }
const settings = { bounds: { turns: 20, denials: 5, tokens: 500, hours: 72 }, budgets } as TenantSettings
const ask = { outcome: { kind: 'ask' } } as At['transcript']['turns'][number]

const reached = (change: {
  turn?: number
  request?: object
  day?: Partial<typeof none>
  month?: Partial<typeof none>
  turns?: At['transcript']['turns']
  settings?: TenantSettings
}) =>
  boundReached({
    turn: change.turn ?? 1,
    now,
    request: { tokens: 0, cost_micros: '0', opened_at: new Date(now), ...change.request } as At['request'],
    settings: change.settings ?? settings,
    usage: { day: { ...none, ...change.day }, month: { ...none, ...change.month } },
    transcript: { turns: change.turns ?? [] },
  })

describe('a turn that would break a bound is not taken', () => {
  it.each<[string, Parameters<typeof reached>[0], ReturnType<typeof reached>]>([
    ['the last turn that is allowed', { turn: 20 }, null],
    ['one turn more', { turn: 21 }, 'budget_exhausted'],
    ['tokens below', { request: { tokens: 499 } }, null],
    ['tokens of the request', { request: { tokens: 500 } }, 'budget_exhausted'],
    ['money of the request', { request: { cost_micros: 1_000_000 } }, 'budget_exhausted'],
    ['open for as long as it may', { request: { opened_at: new Date(now - 72 * hour) } }, null],
    ['open for longer', { request: { opened_at: new Date(now - 72 * hour - 1) } }, 'budget_exhausted'],
    [
      'open for longer, since the requester took their time',
      { request: { opened_at: new Date(now - 100 * hour) }, turns: [ask] },
      null,
    ],
    ['tokens of the day', { day: { tokens: 1_000 } }, 'tenant_budget_exhausted'],
    ['money of the day', { day: { costMicros: 2_000_000 } }, 'tenant_budget_exhausted'],
    ['money of the month, none of it today', { month: { costMicros: 5_000_000 } }, 'tenant_budget_exhausted'],
    [
      'all of it below',
      { day: { costMicros: 1_999_999, tokens: 999 }, month: { costMicros: 4_999_999 } },
      null,
    ],
    [
      'whatever it took, where a tenant has no budget',
      {
        day: { costMicros: 1e12 },
        month: { costMicros: 1e12 },
        settings: { bounds: settings.bounds } as TenantSettings,
      },
      null,
    ],
  ])('%s', (_what, change, expected) => {
    expect(reached(change)).toBe(expected)
  })
})

const turn = (kind: string) => ({ outcome: { kind } }) as Parameters<typeof tierOf>[1][number]

describe('the model for a turn', () => {
  it.each<[string, number, ReturnType<typeof turn>[], string]>([
    ['small to begin with', 0, [], 'small'],
    ['small while it goes well', 0, Array.from({ length: 7 }, () => turn('calls')), 'small'],
    ['large where it takes long', 0, Array.from({ length: 8 }, () => turn('calls')), 'large'],
    ['large once something was denied', 1, [], 'large'],
    ['large after an answer that was none', 0, [turn('unusable')], 'large'],
  ])('is %s', (_what, denials, turns, tier) => {
    expect(tierOf({ denials }, turns)).toBe(tier)
  })
})
