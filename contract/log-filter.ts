import { z } from 'zod'
import { logKinds } from './log-entry.ts'

/** What is picked out of an activity log; absent members pick everything. */
export const LogFilter = z.strictObject({
  /** Entries of this moment or later, ISO 8601. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Entries before this moment. */
  until: z.iso.datetime({ offset: true }).optional(),
  kind: z.enum(logKinds).optional(),
  /** A name, or a prefix such as `okta.user.*`. */
  action: z
    .string()
    .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?$/)
    .max(200)
    .optional(),
  /** Person who acted, or whose connection was used. */
  actor: z.string().max(100).optional(),
  request: z.string().max(100).optional(),
  /** Stable code, such as `done`, `deny`, `policy_denied`. */
  outcome: z.string().max(100).optional(),
})
export type LogFilter = z.infer<typeof LogFilter>

export const isFiltered = (filter: LogFilter): boolean =>
  Object.values(filter).some((value) => value !== undefined)
