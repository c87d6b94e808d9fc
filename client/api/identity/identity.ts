import { z } from 'zod'
import { Email } from '#contract/email.ts'
import { DexError } from '#contract/error.ts'
import type { SecondFactor, SessionAuth } from '#store/schema.ts'

/** What the identity provider says of somebody who has just signed in. */
export interface Identity {
  issuer: string
  subject: string
  email: string
  name: string | null
  roles: string[]
  auth: SessionAuth
}

const Claims = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  email: Email,
  email_verified: z.boolean().optional(),
  name: z.string().max(500).optional(),
  groups: z.array(z.string()).max(10_000).default([]),
  acr: z.string().max(500).optional(),
  amr: z.array(z.string()).default([]),
  auth_time: z.int().optional(),
  iat: z.int(),
})

/**
 * Of claims whose signature, issuer, audience and times were verified. `groupRoles` maps a group of the claim to Dex
 * roles; who has none of them is `employee`. Throws `forbidden` when there is no usable address.
 */
export function identityOf(claims: unknown, groupRoles: Readonly<Record<string, string[]>>): Identity {
  const parsed = Claims.safeParse(claims)
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new DexError('forbidden', `the identity provider's claim \`${path}\` is missing or malformed`, {
      mend: 'have the identity provider send sub, email and groups in the ID token',
    })
  }
  const { iss, sub, email, name, groups, acr, amr, auth_time, iat } = parsed.data
  // An address that the person may have typed themselves would hide them from separation of duties (T17).
  if (parsed.data.email_verified === false)
    throw new DexError('forbidden', 'your e-mail address is not verified')
  const roles = [
    ...new Set(
      groups.flatMap((group) => (Object.hasOwn(groupRoles, group) ? groupRoles[group] : null) ?? []),
    ),
  ]
  return {
    issuer: iss,
    subject: sub,
    email,
    name: name ?? null,
    roles: roles.length > 0 ? roles.sort() : ['employee'],
    auth: { iss, sub, acr: acr ?? null, amr, authTime: auth_time ?? iat },
  }
}

/** Throws `mfa_required`: who signs in here has shown a second factor, by the identity provider's own word. */
export function assertSecondFactor({ auth }: Pick<Identity, 'auth'>, { amr, acr }: SecondFactor): void {
  const shown = auth.amr.some((each) => amr.includes(each)) || (auth.acr !== null && acr.includes(auth.acr))
  if (!shown) throw new DexError('mfa_required')
}
