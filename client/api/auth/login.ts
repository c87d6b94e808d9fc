import { z } from 'zod'
import { SignInId } from '#contract/ids.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import type { Providers } from '../identity/providers.ts'
import { ownPath } from '../identity/return-to.ts'
import { whichTenant } from '../identity/which-tenant.ts'
import { cookieOptions, placeCookie, placeSeconds } from '../session/cookies.ts'
import { beginSignIn } from './begin.ts'

const Query = z.strictObject({
  signIn: SignInId.optional(),
  returnTo: z.string().max(1_000).optional(),
  login_hint: z.string().max(320).optional(),
  acr_values: z.string().max(200).optional(),
})

/** `GET /auth/login`: off to the identity provider. */
export function addLogin(app: App, deps: ApiDeps, providers: Providers): void {
  app.get(
    '/auth/login',
    { config: { limited: 'signIn' }, schema: { hide: true, querystring: Query } },
    async (request, reply) => {
      const { signIn, returnTo, login_hint, acr_values } = request.query as z.infer<typeof Query>
      const before = SignInId.safeParse(request.cookies[placeCookie]).data
      const tenant = await whichTenant(deps, signIn ?? before)
      if (signIn !== undefined)
        void reply.setCookie(placeCookie, signIn, { ...cookieOptions, maxAge: placeSeconds })
      return beginSignIn(deps, reply, await providers(tenant), {
        tenant,
        returnTo: ownPath(deps.publicUrl, returnTo),
        stepUp: null,
        loginHint: login_hint,
        acrValues: acr_values,
      })
    },
  )
}
