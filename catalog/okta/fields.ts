import { z } from 'zod'
import type { ResolvedObject } from '#contract/action.ts'

/** An immutable id of Okta's own: 20 letters and digits. Logins, prefixes and `me`, which its paths also take, are not. */
export const oktaId = (describe: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9]{20}$/)
    .describe(describe)

/** One line of text without control, format and direction characters: what a person reads is what is written. */
export const line = (max: number, describe: string) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u)
    .describe(describe)

/** At most the 100 characters that Okta's schema has for logins and e-mail addresses. */
export const address = (describe: string) => z.email().max(100).describe(describe)

/** How a link or password reaches the person; a secret goes to the recipient named in the approval, once. */
export const delivery = z
  .enum(['email', 'one_time_secret'])
  .describe(
    '`email`: Okta mails a link to the person; `one_time_secret`: a link for the recipient that the approval names',
  )

/** Someone or something in a sentence, always with the immutable id. */
export const named = (object: ResolvedObject | null | undefined, otherwise: string): string =>
  `${object?.email ?? object?.displayName ?? otherwise} (${object?.id ?? 'unknown'})`

export const userTarget = { type: 'user', describe: 'Okta user id (00u…)' } as const
export const groupTarget = { type: 'group', describe: 'Okta group id (00g…)' } as const
export const appTarget = { type: 'app', describe: 'Okta application id (0oa…)' } as const
