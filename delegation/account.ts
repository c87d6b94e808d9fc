import { DexError } from '#contract/error.ts'

/** What an ID token says, as far as it is needed here. */
interface Claims {
  iss: string
  sub: string
  [claim: string]: unknown
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The account's immutable id at the platform (T22): `sub`; for Microsoft `oid`, since `sub` there is another in every
 * application, and `tid` must be the tenant that the issuer names. Throws `state_invalid` where a claim is missing.
 */
export function accountOf(platform: string | undefined, claims: Claims): string {
  if (platform !== 'microsoft') return claims.sub
  const { oid, tid, iss } = claims
  const fits = typeof tid === 'string' && GUID.test(tid) && new URL(iss).pathname === `/${tid}/v2.0`
  if (typeof oid !== 'string' || !GUID.test(oid) || !fits) {
    throw new DexError('state_invalid', 'the platform does not say whose account of which tenant it is')
  }
  return oid
}
