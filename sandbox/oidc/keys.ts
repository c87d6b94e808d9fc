import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { JWKS } from 'oidc-provider'
import type { PlatformState } from '../base/platform-state.ts'
import type { State } from '../base/state.ts'

interface Keys {
  jwks: JWKS
  cookies: string[]
}

/** Signing and cookie keys, made once a platform and kept with its state. */
export function keysOf<T>(state: State<PlatformState<T>>): Keys {
  if (!state.value.oidc.keys) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = privateKey.export({ format: 'jwk' })
    const kid = randomBytes(12).toString('base64url')
    state.value.oidc.keys = {
      jwks: { keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }] },
      cookies: [randomBytes(24).toString('base64url')],
    }
    state.changed()
  }
  return state.value.oidc.keys as Keys
}
