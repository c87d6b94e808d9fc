import { z } from 'zod'
import { PersonId, TenantId } from './ids.ts'
import { patterns } from './patterns.ts'

export const DeputyId = z
  .string()
  .regex(/^dep_[A-Za-z0-9]{20,32}$/)
  .brand<'DeputyId'>()
export type DeputyId = z.infer<typeof DeputyId>

/** Nobody is away for longer without saying so again. */
export const deputyDaysMax = 90

/**
 * A person's word that another one decides on their behalf while they are away; RFC 8785 bytes of it are signed by api with
 * Ed25519 (T17). It hands on the right to say yes or no, nothing else: what runs, runs on the deputy's own delegation.
 */
export const DeputyStatement = z
  .strictObject({
    type: z.literal('dex/deputy/v1'),
    tenant: TenantId,
    id: DeputyId,
    /** Who is away. */
    person: z.strictObject({ person: PersonId, iss: z.string(), sub: z.string() }),
    deputy: PersonId,
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    issuedAt: z.iso.datetime(),
    nonce: z.string().min(16).max(64),
    keyId: z.string(),
  })
  .refine(({ person, deputy }) => person.person !== deputy, { error: 'nobody stands in for themselves' })
  .refine(
    ({ from, until }) => {
      const ms = Date.parse(until) - Date.parse(from)
      return ms > 0 && ms <= deputyDaysMax * 86_400_000
    },
    { error: `it ends after it begins, and after ${deputyDaysMax} days at most` },
  )
export type DeputyStatement = z.infer<typeof DeputyStatement>

export const SignedDeputy = z.strictObject({
  statement: DeputyStatement,
  signature: z.string().regex(patterns.signature),
})
export type SignedDeputy = z.infer<typeof SignedDeputy>
