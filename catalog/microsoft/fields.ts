import { z } from 'zod'
import type { ResolvedObject } from '#contract/action.ts'

/** An immutable id of a directory object, device or licence. Names and `me`, which Graph's paths also take, are not. */
export const guid = (describe: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    .describe(describe)

/** Ids that the platform makes of other letters: base64 with `-`, `_` and `=`; never a path's own signs. */
export const opaqueId = (describe: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_=-]{1,512}$/)
    .describe(describe)

/** One line of text without control and direction characters: what a person reads is what is written. */
export const line = (max: number, describe: string) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+$/u)
    .describe(describe)

/** Text of several lines, for a mailbox's automatic reply. */
export const text = (max: number, describe: string) =>
  z
    .string()
    .max(max)
    .regex(/^(?:[^\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\t\n\r])*$/u)
    .describe(describe)

export const address = (describe: string) => z.email().max(320).describe(describe)

export const phone = (describe: string) =>
  z
    .string()
    .regex(/^\+[1-9][0-9 ()-]{4,30}(x[0-9]{1,8})?$/)
    .describe(describe)

export const hours = z.int().min(1).max(168).describe('how far back, in hours')

/** Someone or something in a sentence, always with the immutable id. */
export const named = (object: ResolvedObject | null | undefined, otherwise: string): string =>
  `${object?.email ?? object?.displayName ?? otherwise} (${object?.id ?? 'unknown'})`

/** A device carries its owner's address; people know it by its name. */
export const deviceNamed = (object: ResolvedObject | null): string =>
  `${object?.displayName ?? 'the device'} (${object?.id ?? 'unknown'})${object?.email ? ` of ${object.email}` : ''}`

export const userTarget = { type: 'user', describe: 'Entra object id of the user (a GUID)' } as const
export const deletedUserTarget = {
  type: 'deleted_user',
  describe: 'Entra object id of the deleted user (a GUID)',
} as const
export const groupTarget = { type: 'group', describe: 'Entra object id of the group (a GUID)' } as const
export const deviceTarget = { type: 'device', describe: 'Intune id of the managed device (a GUID)' } as const
