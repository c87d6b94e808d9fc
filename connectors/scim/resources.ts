import { z } from 'zod'
import { DexError } from '#contract/error.ts'

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const Reference = z.object({ value: z.string() })

/** What Dex reads of a user (RFC 7643, 4.1); everything else is dropped here. */
export const ScimUser = z
  .object({
    id: z.string(),
    userName: z.string(),
    displayName: z.string().nullish(),
    name: z.object({ formatted: z.string().nullish() }).nullish(),
    // RFC 7643, 2.4: of several addresses one may be the primary.
    emails: z.array(z.object({ value: z.string(), primary: z.boolean().nullish() })).nullish(),
    active: z.boolean().default(true),
    groups: z.array(Reference).nullish(),
    roles: z.array(z.object({ value: z.string() })).nullish(),
    [ENTERPRISE]: z.object({ department: z.string().nullish() }).nullish(),
  })
  .transform((user) => ({
    id: user.id,
    userName: user.userName,
    name: user.displayName ?? user.name?.formatted ?? user.userName,
    email: (user.emails?.find(({ primary }) => primary === true) ?? user.emails?.[0])?.value ?? null,
    emails: user.emails?.map(({ value }) => value) ?? [],
    department: user[ENTERPRISE]?.department ?? null,
    active: user.active,
    groups: user.groups?.map(({ value }) => value) ?? [],
    roles: user.roles?.map(({ value }) => value) ?? [],
  }))
export type ScimUser = z.output<typeof ScimUser>

export const ScimGroup = z
  .object({ id: z.string(), displayName: z.string(), members: z.array(Reference).nullish() })
  .transform(({ id, displayName, members }) => ({
    id,
    name: displayName,
    members: members?.map(({ value }) => value) ?? [],
  }))

export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ totalResults: z.int(), Resources: z.array(schema).default([]) })

/** A filter's string (RFC 7644, 3.4.2.2): JSON quoting, so that no value can end its own quotes. */
export const equal = (attribute: string, value: string): string => `${attribute} eq ${JSON.stringify(value)}`

export const patch = (...operations: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
})

/** Throws `platform_not_found` before anything is sent: what is not an id names nothing. */
export function requireScimId(value: string | undefined): string {
  if (value !== undefined && isScimId(value)) return value
  throw new DexError('platform_not_found', 'not a SCIM id', { extra: { mayHaveHappened: false } })
}

export const isScimId = (value: string): boolean => /^[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}$/.test(value)
