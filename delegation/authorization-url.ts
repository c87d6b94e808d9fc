import * as openid from 'openid-client'
import { toDelegationError } from './errors.ts'
import type { OAuth } from './oauth.ts'
import type { PublicPlatformClient } from './platform-client.ts'
import { authorizationExtras } from './vendors.ts'

export interface AuthorizationRequest {
  client: PublicPlatformClient
  /** Its name, for what its vendor wants besides. */
  platform?: string
  redirectUri: string
  scopes: readonly string[]
  /** These scopes come to what the account granted before, at vendors who add. */
  addTo?: boolean
  loginHint?: string
  /** Further parameters of the vendor's, such as `prompt`; none of those set here can be replaced by it. */
  extra?: Readonly<Record<string, string>>
}

/** Where to send the person. State, nonce and verifier are kept sealed until the callback; the URL holds no secret. */
export interface Authorization {
  url: string
  state: string
  nonce: string
  codeVerifier: string
}

/** Authorization code with PKCE S256, state and nonce (RFC 9700). Throws `platform_unavailable`, `egress_refused`. */
export async function authorizationUrl(oauth: OAuth, request: AuthorizationRequest): Promise<Authorization> {
  const state = openid.randomState()
  const nonce = openid.randomNonce()
  const codeVerifier = openid.randomPKCECodeVerifier()
  try {
    // Without the secret also for a caller that has one: only the public half is needed here.
    const { origin, issuer, clientId, hostedDomain } = request.client
    const config = await oauth({ origin, clientId, ...(issuer !== undefined && { issuer }) })
    const url = openid.buildAuthorizationUrl(config, {
      ...authorizationExtras(request.platform, request.addTo),
      ...(hostedDomain !== undefined && { hd: hostedDomain }),
      ...request.extra,
      ...(request.loginHint !== undefined && { login_hint: request.loginHint }),
      response_type: 'code',
      redirect_uri: request.redirectUri,
      scope: request.scopes.join(' '),
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, state, nonce, codeVerifier }
  } catch (error) {
    throw toDelegationError(error, 'platform_unavailable')
  }
}
