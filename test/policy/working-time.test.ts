import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type OpenHours, weekdays } from '#contract/decision.ts'
import { windowOpen } from '#policy/decide/window.ts'
import { createZones } from '#policy/decide/zone.ts'
import { addTime } from '#policy/working-time.ts'

const zones = createZones()
const hour = 3_600_000
const minute = 60_000
const office = (change: Partial<OpenHours> = {}): OpenHours => ({
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  hours: '08:00-18:00',
  zone: 'Europe/Berlin',
  holidays: [],
  ...change,
})
const always = office({ days: [...weekdays], hours: '00:00-24:00' })
const after = (from: string, hours: number, calendar: OpenHours | undefined, zone = 'UTC'): string =>
  new Date(addTime(Date.parse(from), hours * hour, calendar, zone, zones)).toISOString()

describe('working time', () => {
  test.each([
    ['no calendar', '2026-11-27T16:00:00Z', 4, undefined, '2026-11-27T20:00:00.000Z'],
    ['over a weekend', '2026-11-27T16:00:00Z', 4, office(), '2026-11-30T10:00:00.000Z'],
    [
      'to the end of a day, and not to the next',
      '2026-11-27T16:00:00Z',
      1,
      office(),
      '2026-11-27T17:00:00.000Z',
    ],
    ['from outside', '2026-11-28T12:00:00Z', 1, office(), '2026-11-30T08:00:00.000Z'],
    [
      'over a holiday',
      '2026-11-27T16:00:00Z',
      4,
      office({ holidays: ['2026-11-30'] }),
      '2026-12-01T10:00:00.000Z',
    ],
    ['in the tenant’s zone', '2026-11-27T16:00:00Z', 4, office({ zone: null }), '2026-11-30T10:00:00.000Z'],
    ['at night', '2026-11-27T16:00:00Z', 6, office({ hours: '22:00-02:00' }), '2026-11-30T23:00:00.000Z'],
    // Clocks in Berlin: forward on 2026-03-29 at 02:00, back on 2026-10-25 at 03:00.
    ['a day of 23 hours', '2026-03-28T23:00:00Z', 23, always, '2026-03-29T22:00:00.000Z'],
    ['a day of 25 hours', '2026-10-24T22:00:00Z', 25, always, '2026-10-25T23:00:00.000Z'],
    [
      'an hour that is skipped',
      '2026-03-28T23:00:00Z',
      2,
      office({ days: ['sun'], hours: '01:00-04:00' }),
      '2026-03-29T02:00:00.000Z',
    ],
    [
      'an hour that comes twice',
      '2026-10-24T22:00:00Z',
      3,
      office({ days: ['sun'], hours: '01:00-03:00' }),
      '2026-10-25T02:00:00.000Z',
    ],
    [
      'half an hour',
      '2026-04-03T22:00:00Z',
      24.5,
      { ...always, zone: 'Australia/Lord_Howe' },
      '2026-04-04T22:30:00.000Z',
    ],
    [
      'the day that Samoa left out',
      '2011-12-29T20:00:00Z',
      20,
      { ...office({ hours: '08:00-18:00', days: ['thu', 'fri', 'sat'] }), zone: 'Pacific/Apia' },
      '2012-01-04T20:00:00.000Z',
    ],
  ] as const)('%s', (_what, from, hours, calendar, expected) => {
    expect(after(from, hours, calendar as OpenHours | undefined, 'Europe/Berlin')).toBe(expected)
  })

  test('a calendar that is never open ends it all the same', () => {
    const closed = office({ days: ['mon'], holidays: mondays() })
    const end = Date.parse(after('2026-01-01T00:00:00Z', 1, closed))
    expect(end - Date.parse('2026-01-01T00:00:00Z')).toBe(400 * 24 * hour)
  })

  const zonesTold = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
  const clock = fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), half: fc.boolean() })
    .map((at) => `${String(at.hour).padStart(2, '0')}:${at.half ? '30' : '00'}`)
  const calendar = fc
    .record({
      days: fc.subarray([...weekdays], { minLength: 1 }),
      from: clock,
      until: clock,
      zone: fc.constantFrom(...zonesTold),
      holidays: fc.subarray(['2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26', '2026-11-01']),
    })
    .filter(({ from, until }) => from !== until)
    .map(({ from, until, ...rest }): OpenHours => ({ ...rest, hours: `${from}-${until}` }))
  // Around the days on which clocks are set.
  const moment = fc
    .record({
      near: fc.constantFrom('2026-03-27', '2026-04-03', '2026-10-23', '2026-10-30', '2026-06-10'),
      minutes: fc.integer({ min: 0, max: 4 * 24 * 60 }),
    })
    .map(({ near, minutes }) => Date.parse(`${near}T00:00:00Z`) + minutes * minute)

  test('is what one counts who looks at every minute whether it is open', () => {
    fc.assert(
      fc.property(calendar, moment, fc.integer({ min: 1, max: 30 * 60 }), (open, from, minutes) => {
        const zone = open.zone ?? 'UTC'
        let counted = 0
        let at = from
        // As a calendar that is never open: nobody counts longer than that.
        const last = from + 400 * 24 * hour
        while (counted < minutes && at < last) {
          if (windowOpen(open, new Date(at), zone, zones)) counted += 1
          at += minute
        }
        expect(addTime(from, minutes * minute, open, 'UTC', zones)).toBe(at)
      }),
      {
        numRuns: 60,
        examples: [[office({ days: ['sun'], hours: '08:00-08:30' }), 1_774_569_600_000, 1_711]],
      },
    )
  })

  test('adds up: some time and then more is both at once; more time never ends sooner', () => {
    fc.assert(
      fc.property(
        ...[calendar, moment, fc.integer({ min: 1, max: 4 * hour }), fc.integer({ min: 1, max: 4 * hour })],
        (open, from, one, other) => {
          const first = addTime(from, one, open, 'UTC', zones)
          const both = addTime(from, one + other, open, 'UTC', zones)
          expect(addTime(first, other, open, 'UTC', zones)).toBe(both)
          expect(first).toBeGreaterThanOrEqual(from + one)
          expect(both).toBeGreaterThan(first)
        },
      ),
      { numRuns: 200 },
    )
  })
})

function mondays(): string[] {
  const first = Date.parse('2026-01-05T00:00:00Z')
  return Array.from({ length: 60 }, (_, week) =>
    new Date(first + week * 7 * 24 * hour).toISOString().slice(0, 10),
  )
}
