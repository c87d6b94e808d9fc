import type { Obligations } from '#contract/decision.ts'
import { type Asked, overAt, passesOn, remindAt } from '#policy/timetable.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { GateDeps } from '../deps.ts'
import type { ApprovalWait } from '../types.ts'
import { clocksOf, type WhoIsAsked } from './who-is-asked.ts'

type Settings = Pick<TenantSettings, 'zone' | 'remindAfterSeconds'>

/** What an approval's row says of time, for people who are asked from now on. */
export function timesOf({ clock }: Pick<GateDeps, 'clock'>, settings: Settings, who: WhoIsAsked) {
  const now = clock()
  const defaultSeconds = settings.remindAfterSeconds
  const expires = who.tooFew ? now : overAt(who)
  const remind = who.tooFew ? null : remindAt(who, now, { ...clocksOf(settings), defaultSeconds })
  return {
    expires_at: new Date(expires),
    deadlines: JSON.stringify(who.deadlines.map((each) => new Date(each).toISOString())),
    remind_at: new Date(remind ?? expires),
    passed_code: who.passed,
    too_few: who.tooFew,
    asked_people: who.people,
  }
}

/** What is asked of people by our own row, and until when. */
export function askedOf({ obligations, deadlines, expires_at: over }: ApprovalRow): Asked {
  const { approvals = [] } = obligations as Obligations
  return {
    approvals,
    deadlines: approvals.map((_, at) => Date.parse(deadlines?.[at] ?? over.toISOString())),
  }
}

/** What the workflow waits for. */
export function waitOf(
  deps: Pick<GateDeps, 'clock'>,
  settings: Pick<TenantSettings, 'remindAfterSeconds'>,
  row: ApprovalRow,
): ApprovalWait {
  const until = (moment: Date): number => Math.max(1, moment.getTime() - deps.clock())
  const expiresInMs = until(row.expires_at)
  const asked = askedOf(row)
  const remindInMs = row.remind_at === null ? settings.remindAfterSeconds * 1_000 : until(row.remind_at)
  return {
    id: row.id,
    remindInMs: Math.min(remindInMs, expiresInMs),
    expiresInMs,
    otherwise: asked.approvals.some((each) => each.otherwise === 'deny') ? 'deny' : 'escalate',
    ...(passesOn(asked) && !row.too_few && { passesOn: true as const }),
  }
}
