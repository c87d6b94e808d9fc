import * as openid from 'openid-client'
import type { Code } from '#contract/codes.ts'
import { DexError, isDexError } from '#contract/error.ts'

/**
 * Whatever openid-client threw, as a DexError. Its messages and causes hold the server's answer, so that only the
 * OAuth error code (RFC 6749) goes into the log.
 */
export function toDelegationError(error: unknown, onRefusal: Code): DexError {
  const inner = within(error)
  if (inner !== null) return inner
  if (error instanceof openid.AuthorizationResponseError) {
    return new DexError(onRefusal, undefined, { log: `authorization refused: ${word(error.error)}` })
  }
  if (error instanceof openid.ResponseBodyError) {
    if (error.status === 429 || error.status >= 500) return unavailable(`token endpoint ${error.status}`)
    return new DexError(codeOf(error.error, onRefusal), undefined, {
      log: `token endpoint ${error.status}: ${word(error.error)}`,
      extra: { oauthError: word(error.error) },
    })
  }
  // A 401 with a challenge, which is how a server refuses our client's own secret.
  if (error instanceof openid.WWWAuthenticateChallengeError) {
    return new DexError('platform_unauthenticated', undefined, {
      log: `token endpoint ${error.status}: challenge`,
    })
  }
  if (error instanceof openid.ClientError && refusals.has(error.code ?? '')) {
    return new DexError(onRefusal, undefined, { log: `authorization: ${word(error.code ?? '')}` })
  }
  return unavailable(error instanceof openid.ClientError ? word(error.code ?? 'client') : nameOf(error))
}

/** What openid-client found wrong in an answer that did come: another issuer, state, nonce, signature, token. */
const refusals: ReadonlySet<string> = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_MISSING_SERVER_METADATA',
  'OAUTH_KEY_SELECTION_FAILED',
])

function codeOf(oauthError: string, onRefusal: Code): Code {
  if (oauthError === 'temporarily_unavailable' || oauthError === 'server_error') return 'platform_unavailable'
  // Our own registration is wrong: no person can mend it by connecting again.
  if (oauthError === 'invalid_client' || oauthError === 'unauthorized_client')
    return 'platform_unauthenticated'
  return onRefusal
}

function within(error: unknown): DexError | null {
  let at: unknown = error
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if (isDexError(at)) return at
    at = at.cause
  }
  return null
}

const unavailable = (log: string): DexError =>
  new DexError('platform_unavailable', undefined, { log: `delegation: ${log}` })
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'error')
const word = (value: string): string => value.replace(/[^\w.-]/g, '').slice(0, 60)
