import { type JWTPayload, jwtVerify } from 'jose'
import { DexError } from '#contract/error.ts'
import type { ApiDeps } from '../deps.ts'
import { asymmetric } from './algorithms.ts'
import type { Provider } from './providers.ts'

/**
 * A token of the tenant's identity provider that came without a round of ours: signature, issuer, audience and a fresh `iat`.
 * Throws `identity_provider_unavailable` where its keys cannot be had, else what `refuse` makes of the cause.
 */
export async function verifyToken(
  deps: Pick<ApiDeps, 'clock'>,
  provider: Provider,
  token: string,
  wanted: { audience: string; claims: string[] },
  refuse: (cause: unknown) => DexError,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, provider.keys, {
      issuer: provider.issuer,
      audience: wanted.audience,
      algorithms: asymmetric,
      maxTokenAge: '10m',
      clockTolerance: 60,
      currentDate: new Date(deps.clock()),
      requiredClaims: ['iat', ...wanted.claims],
    })
    return payload
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ERR_JWKS_TIMEOUT' || !code.startsWith('ERR_J'))
      throw new DexError('identity_provider_unavailable', undefined, { cause: error })
    throw refuse(error)
  }
}
