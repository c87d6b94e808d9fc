import { z } from 'zod'
import { weekdays } from '#contract/decision.ts'
import { durationPattern, durationSeconds } from '../duration.ts'
import { SafeText } from './text.ts'

const Duration = z
  .string()
  .regex(durationPattern, 'write a whole number and a unit of s, m, h or d, such as `24h`')
  .describe('a whole number and a unit: s, m, h or d')

const keepMaxSeconds = 30 * 86_400

const PersonSetId = SafeText(200)

export const Approver = z
  .strictObject({
    role: PersonSetId.optional(),
    group: PersonSetId.optional(),
    person: PersonSetId.optional(),
  })
  .refine((by) => Object.values(by).filter((id) => id !== undefined).length === 1, {
    error: 'name exactly one of `role`, `group` or `person`',
  })
  .describe('who may approve: exactly one of role, group or person, by id')

export const CalendarId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'write an id of letters, digits, dots, dashes and underscores')

const times = {
  within: Duration.default('24h').describe('how long they have'),
  remind: Duration.optional().describe('after which they are reminded; absent: as the tenant has it'),
  calendar: CalendarId.optional().describe(
    'id of a document of `kind: Calendar` of this bundle: time counts only while it is open',
  ),
}
const Quorum = z.int().min(1).max(20)

interface WrittenTimes {
  within: string
  remind?: string | undefined
  calendar?: string | undefined
}

/** What no single field shows of times. */
function checkTimes({ within, remind, calendar }: WrittenTimes, context: z.RefinementCtx): void {
  const add = (path: 'within' | 'remind', message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message })
  if (remind !== undefined && durationSeconds(remind) >= durationSeconds(within))
    add('remind', 'the reminder comes before the time is over: write less than `within`')
  if (calendar === undefined) return
  const inHours = 'a calendar counts hours, not days: write hours, such as `8h` for a day of eight'
  if (within.endsWith('d')) add('within', inHours)
  if (remind?.endsWith('d') === true) add('remind', inHours)
}

const Next = z
  .strictObject({
    by: Approver,
    quorum: Quorum.optional().describe('absent: as many as before'),
    ...times,
    former: z
      .enum(['excluded', 'allowed'])
      .default('excluded')
      .describe('whether those who were asked before may still answer'),
  })
  .superRefine(checkTimes)

const ApprovalFields = z.strictObject({
  by: Approver,
  quorum: Quorum.default(1).describe('how many different people must say yes'),
  not: z.array(PersonSetId).max(100).default([]).describe('ids of others who may not approve'),
  ...times,
  next: z
    .array(Next)
    .max(5)
    .default([])
    .describe(
      'who is asked, one after the other, when those before have not answered in time or are too few',
    ),
  otherwise: z
    .enum(['escalate', 'deny'])
    .default('escalate')
    .describe('what happens when nobody answers in time, at the last of them'),
  always: z
    .union([z.literal(false), z.strictObject({ for: Duration, cap: z.int().min(1).max(1_000_000) })], {
      error: 'write `false`, or `{ for: 7d, cap: 20 }`',
    })
    .default(false)
    .describe('whether a standing approval may answer'),
  authors: z.enum(['excluded', 'allowed']).default('excluded'),
  proof: z
    .array(SafeText(100))
    .max(20)
    .default([])
    .describe('ways in which the person’s identity may have been proven; one of them must be recorded'),
})
export const Approval = ApprovalFields.superRefine(checkTimes)

export const Limit = z.strictObject({
  max: z.int().min(1).max(1_000_000),
  per: Duration,
  by: z.enum(['tenant', 'requester', 'target', 'rule', 'request']).default('tenant'),
})

const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'
const hoursPattern = new RegExp(`^${clock}-(?:${clock}|24:00)$`)

export const Window = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .default([...weekdays]),
  hours: z
    .string()
    .regex(hoursPattern, 'write hours as `08:00-18:00`')
    .refine((hours) => hours.slice(0, 5) !== hours.slice(6), { error: 'start and end are the same' })
    .default('00:00-24:00'),
  zone: z
    .string()
    .max(100)
    .refine(knownZone, { error: 'not a known time zone; write one such as `Europe/Berlin`' })
    .optional(),
  holidays: z.array(z.iso.date()).max(1_000).default([]),
})

export const Obligations = z.strictObject({
  approval: Approval.optional(),
  justification: z.boolean().optional(),
  limit: Limit.optional(),
  window: Window.optional(),
  step_up: z.strictObject({ maxAge: Duration }).optional(),
  dry_run: z.boolean().optional(),
  notify: z.array(PersonSetId).max(100).optional(),
  undo: z
    .strictObject({
      keep: Duration.refine((keep) => durationSeconds(keep) <= keepMaxSeconds, {
        error: 'at most 30 days, `30d`',
      }),
    })
    .optional()
    .describe('how long what stood before is kept, so that it can be put back'),
})
export type Obligations = z.infer<typeof Obligations>

function knownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
