import { z } from 'zod'
import type { ResolvedObject } from '#contract/action.ts'

/** An id that the directory gave (RFC 7643, 3.1): opaque, here of characters that need no escape in a path or a filter. */
export const scimId = (describe: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}$/)
    .describe(describe)

export const userTarget = { type: 'user', describe: 'SCIM user id' } as const
export const groupTarget = { type: 'group', describe: 'SCIM group id' } as const

export const named = (object: ResolvedObject | null | undefined): string =>
  `${object?.email ?? object?.displayName ?? 'unknown'} (${object?.id ?? 'unknown'})`
