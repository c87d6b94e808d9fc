import type { FastifyReply } from 'fastify'
import * as openid from 'openid-client'
import type { ApiDeps } from '../deps.ts'
import type { Provider } from '../identity/providers.ts'
import { cookieOptions, signInCookie } from '../session/cookies.ts'
import { sealSignIn, type SignInAttempt } from './attempt.ts'

const lifeMs = 10 * 60_000

/** What differs between the rounds; state, verifier and expiry are this function's. */
type Round = Pick<SignInAttempt, 'tenant' | 'returnTo' | 'stepUp'> & {
  /** A fresh one unless the round is of something in particular. */
  nonce?: string
  loginHint?: string | undefined
  acrValues?: string | undefined
  maxAge?: string
}

/** Off to the identity provider: authorization code with PKCE S256, state and nonce, the attempt sealed in this browser alone. */
export async function beginSignIn(
  deps: ApiDeps,
  reply: FastifyReply,
  { console }: Pick<Provider, 'console'>,
  { tenant, returnTo, stepUp, nonce = openid.randomNonce(), loginHint, acrValues, maxAge }: Round,
): Promise<FastifyReply> {
  const attempt: SignInAttempt = {
    ...{ tenant, returnTo, stepUp, nonce },
    state: openid.randomState(),
    codeVerifier: openid.randomPKCECodeVerifier(),
    expiresAt: deps.clock() + lifeMs,
  }
  const url = openid.buildAuthorizationUrl(console, {
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(acrValues !== undefined && deps.profile === 'sandbox' && { acr_values: acrValues }),
    ...(maxAge !== undefined && { max_age: maxAge }),
    redirect_uri: new URL('/auth/callback', deps.publicUrl).href,
    scope: 'openid profile email groups',
    state: attempt.state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
  })
  void reply.setCookie(signInCookie, await sealSignIn(deps, attempt), {
    ...cookieOptions,
    maxAge: lifeMs / 1_000,
  })
  return reply.redirect(url.href, 302)
}
