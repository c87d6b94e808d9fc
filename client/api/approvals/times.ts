import { z } from 'zod'
import { endInWords } from '#contract/approval-end.ts'
import type { Obligations } from '#contract/decision.ts'
import { createZones } from '#policy/decide/zone.ts'
import { setsOf } from '#policy/stages.ts'
import { type Asked, type Clocks, endsAt, overAt, passedOn, passesOn } from '#policy/timetable.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { TenantSettings } from '#store/schema.ts'
import { approversInWords, type Reasons } from './reasons.ts'

const Moment = z.iso.datetime()

/** What happens when, if nobody answers; null: it waits no more. */
export const TimesView = z
  .strictObject({
    /** Null: those who are asked were reminded, or are not. */
    remindsAt: Moment.nullable(),
    /** When others are asked in the place of these, and whom; null: nobody comes after them. */
    passesOn: z.strictObject({ at: Moment, to: z.array(z.string()) }).nullable(),
    /** When it is over for good, and what follows. */
    endsAt: Moment,
    otherwise: z.enum(['escalate', 'deny']),
  })
  .nullable()
export type TimesView = z.infer<typeof TimesView>

/** Who was to be asked before, and why others are; null: these are the first. */
export const PassedView = z
  .strictObject({ from: z.array(z.string()), code: z.string(), why: z.string() })
  .nullable()
export type PassedView = z.infer<typeof PassedView>

export type TimedRow = Pick<
  ApprovalRow,
  | 'state'
  | 'obligations'
  | 'deadlines'
  | 'created_at'
  | 'expires_at'
  | 'remind_at'
  | 'reminded_at'
  | 'passed_code'
  | 'too_few'
>

const zones = createZones()

export function timesOf(
  { names }: Pick<Reasons, 'names'>,
  settings: Pick<TenantSettings, 'zone' | 'remindAfterSeconds'>,
  row: TimedRow,
): TimesView {
  if (row.state !== 'pending') return null
  const asked = askedBy(row)
  const clocks = { zone: settings.zone, zones }
  const ends = row.too_few ? row.expires_at.getTime() : endsAt(asked, clocks)
  return {
    remindsAt: remindsAt(row, settings.remindAfterSeconds * 1_000),
    passesOn: row.too_few || !passesOn(asked) ? null : nextOf(names, asked, clocks),
    endsAt: new Date(ends).toISOString(),
    otherwise: asked.approvals.some((each) => each.otherwise === 'deny') ? 'deny' : 'escalate',
  }
}

function askedBy({ obligations, deadlines, expires_at: over }: TimedRow): Asked {
  const { approvals = [] } = obligations as Obligations
  const whole = over.toISOString()
  return { approvals, deadlines: approvals.map((_, at) => Date.parse(deadlines?.[at] ?? whole)) }
}

function remindsAt(row: TimedRow, defaultMs: number): string | null {
  const at = row.remind_at ?? new Date(row.created_at.getTime() + defaultMs)
  return row.reminded_at !== null || at >= row.expires_at ? null : at.toISOString()
}

function nextOf(names: Reasons['names'], asked: Asked, clocks: Clocks): NonNullable<TimesView>['passesOn'] {
  const over = overAt(asked)
  const { approvals } = passedOn(asked, over, clocks, (_, at) => asked.deadlines[at] === over)
  const fresh = approvals.filter((each, at) => each !== asked.approvals[at])
  return {
    at: new Date(over).toISOString(),
    to: [...new Set(fresh.flatMap(setsOf).map((by) => approversInWords(names, by)))],
  }
}

export function passedOf({ names }: Pick<Reasons, 'names'>, row: TimedRow): PassedView {
  const { passed_code: code } = row
  if (code === null) return null
  const { approvals = [] } = row.obligations as Obligations
  const from = approvals.flatMap((each) => each.from ?? []).map((by) => approversInWords(names, by))
  return { from: [...new Set(from)], code, why: endInWords(code) }
}
