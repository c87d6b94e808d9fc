import type { ApprovalObligation, ApprovalTimes } from '#contract/decision.ts'
import { durationSeconds } from './duration.ts'
import type { Zones } from './decide/zone.ts'
import { mayPassOn, passOn } from './stages.ts'
import { addTime } from './working-time.ts'

/** Where a tenant's clocks are read. */
export interface Clocks {
  /** The tenant's, for calendars that name none. */
  zone: string
  zones: Zones
}

/** What is asked of people, with the moment at which the time of each is over; both in the same order. Milliseconds since 1970. */
export interface Asked {
  approvals: readonly ApprovalObligation[]
  deadlines: readonly number[]
}

const after = (from: number, seconds: number, { calendar }: ApprovalTimes, { zone, zones }: Clocks): number =>
  addTime(from, seconds * 1_000, calendar, zone, zones)

export const deadlineOf = (asked: ApprovalTimes, from: number, clocks: Clocks): number =>
  after(from, durationSeconds(asked.within), asked, clocks)

/** When people are reminded, who were asked at `from`; null: their time is over by then. */
export function remindAt(
  { approvals, deadlines }: Asked,
  from: number,
  { defaultSeconds, ...clocks }: Clocks & { defaultSeconds: number },
): number | null {
  const moments = approvals.map((each) =>
    after(from, each.remind === undefined ? defaultSeconds : durationSeconds(each.remind), each, clocks),
  )
  const first = Math.min(...moments)
  return first < overAt({ approvals, deadlines }) ? first : null
}

/** When the first of these times is over. */
export const overAt = ({ deadlines }: Asked): number => Math.min(...deadlines)

/** Whether everybody whose time is over first has somebody after them; otherwise nobody is asked from then on. */
export function passesOn({ approvals, deadlines }: Asked): boolean {
  const over = overAt({ approvals, deadlines })
  return approvals.every((each, at) => deadlines[at] !== over || mayPassOn(each))
}

/** Those whose time is over give way to who comes next, whose time begins at `from`; the others keep theirs. */
export function passedOn(
  { approvals, deadlines }: Asked,
  from: number,
  clocks: Clocks,
  isOver: (each: ApprovalObligation, at: number) => boolean,
): Asked {
  const passed = approvals.map((each, at) => (isOver(each, at) && mayPassOn(each) ? passOn(each) : each))
  return {
    approvals: passed,
    deadlines: passed.map((each, at) =>
      each === approvals[at] ? (deadlines[at] ?? from) : deadlineOf(each, from, clocks),
    ),
  }
}

/** When it is over for good if nobody ever answers. */
export function endsAt(asked: Asked, clocks: Clocks): number {
  let standing = asked
  for (;;) {
    const over = overAt(standing)
    if (!passesOn(standing)) return over
    const { deadlines } = standing
    standing = passedOn(standing, over, clocks, (_, at) => deadlines[at] === over)
  }
}
