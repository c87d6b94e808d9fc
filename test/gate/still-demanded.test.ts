import { describe, expect, it } from 'vitest'
import { fills } from '#activities/execute/quorum.ts'
import { stillDemanded } from '#activities/execute/still-demanded.ts'
import type { ApprovalObligation } from '#contract/decision.ts'
import { passOn } from '#policy/stages.ts'

/** What was asked of people stays asked, also who is asked after them and by which calendar their time counts (T6). */
const calendar = { days: ['mon' as const], hours: '08:00-18:00', zone: null, holidays: [] }
/** As a store may give it. */
const turned = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).toReversed()) as Value
const next = (more: object = {}) => [
  { by: { role: 'b' }, quorum: 1, within: '2h', former: 'excluded' as const, ...more },
]
const approval = (more: Partial<ApprovalObligation> = {}): ApprovalObligation => ({
  by: { role: 'a' },
  quorum: 1,
  not: [],
  within: '4h',
  otherwise: 'deny',
  always: false,
  authors: 'excluded',
  proof: [],
  ...more,
})
/** Whether the earlier demand stands as it was, nothing beside it. */
const stands = (earlier: ApprovalObligation, fresh: ApprovalObligation): boolean => {
  const { obligations } = stillDemanded({ approvals: [fresh] }, { approvals: [earlier] })
  return JSON.stringify(obligations.approvals) === JSON.stringify([earlier])
}

describe('an earlier demand', () => {
  it.each([
    ['names nobody after them, as policy does now', approval(), approval({ next: next() })],
    ['asks more of the next', approval({ next: next({ quorum: 2 }) }), approval({ next: next() })],
    ['keeps the former out', approval({ next: next() }), approval({ next: next({ former: 'allowed' }) })],
    ['counts all time', approval(), approval({ calendar })],
    ['counts by the same calendar', approval({ calendar }), approval({ calendar: turned(calendar) })],
    ['is as far passed on', passOn(approval({ next: next() })), passOn(approval({ next: next() }))],
  ])('stands where it %s', (_what, earlier, fresh) => {
    expect(stands(earlier, fresh)).toBe(true)
  })

  it.each([
    ['names somebody after them, and policy nobody', approval({ next: next() }), approval()],
    ['names others', approval({ next: next() }), approval({ next: next({ by: { role: 'c' } }) })],
    ['asks fewer of the next', approval({ next: next() }), approval({ next: next({ quorum: 2 }) })],
    ['gives the next more time', approval({ next: next() }), approval({ next: next({ within: '1h' }) })],
    ['lets the former answer', approval({ next: next({ former: 'allowed' }) }), approval({ next: next() })],
    ['counts by a calendar', approval({ calendar }), approval()],
    ['counts by another', approval({ calendar }), approval({ calendar: { ...calendar, zone: 'UTC' } })],
    ['was passed on, and policy’s cannot be', passOn(approval({ next: next() })), approval()],
  ])('does not where it %s', (_what, earlier, fresh) => {
    expect(stands(earlier, fresh)).toBe(false)
  })
})

it('the former fill a place of the next where policy lets them, and no other', () => {
  const yes = (role: string) => ({
    person: 'p',
    roles: new Set([role]),
    groups: new Set<string>(),
    proof: null,
    excluded: false,
  })
  const strict = passOn(approval({ next: next() }))
  const open = passOn(approval({ next: next({ former: 'allowed' }) }))
  expect(['a', 'b', 'c'].map((role) => fills(yes(role), strict))).toEqual([false, true, false])
  expect(['a', 'b', 'c'].map((role) => fills(yes(role), open))).toEqual([true, true, false])
  expect(fills({ ...yes('b'), excluded: true }, open)).toBe(false)
})
