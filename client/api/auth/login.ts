import * as openid from 'openid-client'
import { z } from 'zod'
import { TenantId } from '#contract/ids.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import type { Providers } from '../identity/providers.ts'
import { ownPath } from '../identity/return-to.ts'
import { whichTenant } from '../identity/which-tenant.ts'
import { cookieOptions, signInCookie } from '../session/cookies.ts'
import { sealSignIn } from './attempt.ts'

const Query = z.strictObject({
  tenant: TenantId.optional(),
  returnTo: z.string().max(1_000).optional(),
  login_hint: z.string().max(320).optional(),
  acr_values: z.string().max(200).optional(),
})

const lifeMs = 10 * 60_000

/** `GET /auth/login`: off to the identity provider; authorization code with PKCE S256, state and nonce. */
export function addLogin(app: App, deps: ApiDeps, providers: Providers): void {
  app.get(
    '/auth/login',
    { config: { limited: 'signIn' }, schema: { hide: true, querystring: Query } },
    async (request, reply) => {
      const { returnTo, login_hint, acr_values } = request.query as z.infer<typeof Query>
      const tenant = await whichTenant(deps, (request.query as z.infer<typeof Query>).tenant)
      const { console } = await providers(tenant)
      const attempt = {
        tenant,
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        codeVerifier: openid.randomPKCECodeVerifier(),
        returnTo: ownPath(deps.publicUrl, returnTo),
        expiresAt: deps.clock() + lifeMs,
        stepUp: null,
      }
      const url = openid.buildAuthorizationUrl(console, {
        ...(login_hint !== undefined && { login_hint }),
        ...(acr_values !== undefined && deps.profile === 'sandbox' && { acr_values }),
        redirect_uri: new URL('/auth/callback', deps.publicUrl).href,
        scope: 'openid profile email groups',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
      })
      void reply.setCookie(signInCookie, await sealSignIn(deps, attempt), {
        ...cookieOptions,
        maxAge: lifeMs / 1_000,
      })
      return reply.redirect(url.href, 302)
    },
  )
}
