import { z } from 'zod'
import type { ResolvedObject } from '#contract/action.ts'

/** A scope's short name as Google's URL. */
export const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`

/** An immutable user id: digits alone. Addresses and aliases, which Google's paths also take, are not ids. */
export const userId = (describe: string) =>
  z
    .string()
    .regex(/^[1-9][0-9]{15,24}$/)
    .describe(describe)

/** An org unit's immutable id; its path changes with a rename. */
export const orgUnitId = (describe: string) =>
  z
    .string()
    .regex(/^id:[0-9a-z]{8,40}$/)
    .describe(describe)

/** One line of text without control and direction characters: what a person reads is what is written. */
export const line = (max: number, describe: string) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+$/u)
    .describe(describe)

/** What is looked for: without backslashes, so that a quote in the search language is escaped beyond doubt. */
export const searchText = (describe: string) =>
  line(200, describe).refine((text) => !text.includes('\\'), 'no backslashes')

/** Someone or something in a sentence, always with the immutable id. */
export const named = (object: ResolvedObject | null | undefined, otherwise: string): string =>
  `${object?.email ?? object?.displayName ?? otherwise} (${object?.id ?? 'unknown'})`

/** What one of several objects is to the action. */
export const objectOf = (
  objects: readonly (ResolvedObject & { role?: string })[],
  role: string,
): ResolvedObject | null => objects.find((each) => each.role === role) ?? objects[0] ?? null

export const userTarget = { type: 'user', describe: 'Google user id (21 digits)' } as const
export const groupTarget = { type: 'group', describe: 'Google group id (15 letters and digits)' } as const
