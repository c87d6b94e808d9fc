import * as openid from 'openid-client'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { assertSecondFactor, type Identity, identityOf } from '../identity/identity.ts'
import type { Provider, Providers } from '../identity/providers.ts'
import { deleteSession } from '#store/sessions.ts'
import { cookieOptions, signInCookie } from '../session/cookies.ts'
import { openSession } from '../session/open-session.ts'
import { parseSessionToken, sessionCookie } from '../session/token.ts'
import { openSignIn } from './attempt.ts'
import { stepUp } from './step-up.ts'

/** `GET /auth/callback`: the identity provider's answer, in the browser that began the sign-in. */
export function addAuthCallback(app: App, deps: ApiDeps, providers: Providers): void {
  app.get(
    '/auth/callback',
    { config: { limited: 'signIn' }, schema: { hide: true, querystring: z.looseObject({}) } },
    async (request, reply) => {
      const attempt = await openSignIn(deps, request.cookies[signInCookie])
      void reply.clearCookie(signInCookie, cookieOptions)
      const { tenant } = attempt
      request.attempted = tenant
      const identity = await exchange(deps, await providers(tenant), attempt, request.url)
      if (attempt.stepUp !== null) {
        const stepped = await stepUp(deps, identity, attempt.tenant, attempt.stepUp, request.cookies)
        void reply.setCookie(sessionCookie, stepped.token, { ...cookieOptions, expires: stepped.expiresAt })
        return reply.redirect(attempt.returnTo, 302)
      }
      const before = parseSessionToken(request.cookies[sessionCookie] ?? '')
      const opened = await openSession(deps, tenant, identity, 'browser', async (tx) => {
        if (before?.tenant === tenant) await deleteSession(tenant, tx, before.hash)
      })
      void reply.setCookie(sessionCookie, opened.token, { ...cookieOptions, expires: opened.expiresAt })
      return reply.redirect(attempt.returnTo, 302)
    },
  )
}

async function exchange(
  deps: ApiDeps,
  provider: Provider,
  attempt: { state: string; nonce: string; codeVerifier: string },
  url: string,
): Promise<Identity> {
  const current = new URL('/auth/callback', deps.publicUrl)
  current.search = new URL(url, deps.publicUrl).search
  try {
    const tokens = await openid.authorizationCodeGrant(provider.console, current, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    })
    const identity = identityOf(tokens.claims(), provider.groupRoles)
    assertSecondFactor(identity, provider.mfa)
    return identity
  } catch (cause) {
    if (cause instanceof DexError) throw cause
    const away = cause instanceof TypeError || (cause instanceof Error && cause.name === 'TimeoutError')
    throw new DexError(away ? 'identity_provider_unavailable' : 'state_invalid', undefined, { cause })
  }
}
