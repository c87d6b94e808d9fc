import { describe, expect, test } from 'vitest'
import type { ApprovalObligation } from '#contract/decision.ts'
import { createZones } from '#policy/decide/zone.ts'
import { asFarAs, passOn } from '#policy/stages.ts'
import { type Asked, deadlineOf, endsAt, overAt, passedOn, passesOn, remindAt } from '#policy/timetable.ts'

const hour = 3_600_000
const clocks = { zone: 'Europe/Berlin', zones: createZones() }
const start = Date.parse('2026-11-27T16:00:00Z')
const next = (role: string, within: string, more: object = {}) => ({
  by: { role },
  quorum: 1,
  within,
  former: 'excluded' as const,
  ...more,
})
const approval = (more: Partial<ApprovalObligation> = {}): ApprovalObligation => ({
  by: { role: 'a' },
  quorum: 2,
  not: ['x'],
  within: '1h',
  otherwise: 'deny',
  always: { for: '7d', cap: 3 },
  authors: 'excluded',
  proof: ['video'],
  ...more,
})
const asked = (...approvals: ApprovalObligation[]): Asked => ({
  approvals,
  deadlines: approvals.map((each) => deadlineOf(each, start, clocks)),
})
const inHours = (moment: number | null): number | null => moment && (moment - start) / hour

describe('passing on', () => {
  test('keeps what else is asked of a yes, offers nothing for always, and remembers who was asked', () => {
    const first = approval({ remind: '10m', next: [next('b', '2h', { former: 'allowed' }), next('c', '3h')] })
    const second = passOn(first)
    expect(second).toEqual({
      ...approval({ by: { role: 'b' }, quorum: 1, within: '2h', always: false }),
      next: [next('c', '3h')],
      from: [{ role: 'a' }],
      former: true,
    })
    const third = passOn(second)
    expect(third).toMatchObject({ by: { role: 'c' }, from: [{ role: 'a' }, { role: 'b' }] })
    expect(third).not.toHaveProperty('former')
    expect(third).not.toHaveProperty('next')
    expect(passOn(third)).toBe(third)
  })

  test('what policy asks now is taken as far as our row is, and no further than policy goes', () => {
    const first = approval({ next: [next('b', '2h'), next('c', '3h')] })
    const other = approval({ by: { role: 'z' } })
    const reached = [passOn(passOn(first)), other]
    expect(asFarAs([first, other], reached)).toEqual(reached)
    expect(asFarAs([first, other], [])).toEqual([first, other])
    expect(asFarAs([approval()], reached)).toEqual([approval()])
    // A set is known by who was asked first, not by who is asked now.
    expect(asFarAs([approval({ by: { role: 'c' }, next: [next('d', '1h')] })], reached)[0]?.by).toEqual({
      role: 'c',
    })
  })
})

describe('times', () => {
  test('are over when the first is, for good where nobody comes after it', () => {
    const one = asked(approval({ next: [next('b', '2h'), next('c', '30m')] }))
    expect([inHours(overAt(one)), passesOn(one), inHours(endsAt(one, clocks))]).toEqual([1, true, 3.5])
    const two = asked(approval({ next: [next('b', '9h')] }), approval({ by: { role: 'z' }, within: '4h' }))
    expect([inHours(overAt(two)), passesOn(two), inHours(endsAt(two, clocks))]).toEqual([1, true, 4])
    const last = asked(approval({ next: [next('b', '9h')] }), approval({ by: { role: 'z' } }))
    expect([inHours(overAt(last)), passesOn(last), inHours(endsAt(last, clocks))]).toEqual([1, false, 1])
  })

  test('of those who are not passed on go on', () => {
    const before = asked(approval({ next: [next('b', '9h')] }), approval({ by: { role: 'z' }, within: '4h' }))
    const after = passedOn(before, start + 2 * hour, clocks, (_, at) => at === 0)
    expect(after.approvals.map(({ by }) => by)).toEqual([{ role: 'b' }, { role: 'z' }])
    expect(after.deadlines.map(inHours)).toEqual([11, 4])
  })

  test('count by each one’s calendar, reminders too; who is reminded too late is not', () => {
    const calendar = {
      days: ['mon' as const, 'fri' as const],
      hours: '08:00-18:00',
      zone: null,
      holidays: [],
    }
    const office = asked(approval({ within: '4h', remind: '90m', calendar }))
    // Friday 17:00 in Berlin: an hour, and the rest on Monday.
    expect(inHours(overAt(office))).toBe(66)
    expect(inHours(remindAt(office, start, { ...clocks, defaultSeconds: 1 }))).toBe(63.5)
    const plain = asked(approval())
    expect(inHours(remindAt(plain, start, { ...clocks, defaultSeconds: 1_800 }))).toBe(0.5)
    expect(remindAt(plain, start, { ...clocks, defaultSeconds: 3_600 })).toBeNull()
  })
})
