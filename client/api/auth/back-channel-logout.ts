import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { SignInId } from '#contract/ids.ts'
import { appendLog } from '#store/log.ts'
import { findPersonBySubject } from '#store/people.ts'
import { deleteSessionsOf } from '#store/sessions.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import type { Provider, Providers } from '../identity/providers.ts'
import { verifyToken } from '../identity/verify-token.ts'
import { whichTenant } from '../identity/which-tenant.ts'
import { problems } from '../problems.ts'

const Query = z.strictObject({ signIn: SignInId.optional() })
const Body = z.object({ logout_token: z.string().min(1).max(20_000) })

const event = 'http://schemas.openid.net/event/backchannel-logout'
const Claims = z.looseObject({
  sub: z.string().min(1).max(255),
  jti: z.string().min(1),
  events: z.looseObject({ [event]: z.looseObject({}) }),
  nonce: z.undefined().optional(),
})

/**
 * `POST /auth/back-channel-logout`: the identity provider says that somebody signed out or was signed out there; here every
 * session of theirs ends, terminals too (OpenID Connect Back-Channel Logout 1.0). Its token has to name the person.
 */
export function addBackChannelLogout(app: App, deps: ApiDeps, providers: Providers): void {
  app.post(
    '/auth/back-channel-logout',
    {
      config: { limited: 'signIn' },
      schema: {
        tags: ['sign-in'],
        summary: 'The identity provider signs somebody out',
        querystring: Query,
        consumes: ['application/x-www-form-urlencoded'],
        body: Body,
        response: { 200: z.strictObject({ ended: z.int() }), ...problems },
      },
    },
    async (request, reply) => {
      const tenant = await whichTenant(deps, request.query.signIn)
      const provider = await providers(tenant)
      const subject = await subjectOf(deps, provider, request.body.logout_token)
      const ended = await deps.database.transaction(tenant, async (tx) => {
        const person = await findPersonBySubject(tenant, tx, provider.issuer, subject)
        if (!person) return 0
        const count = await deleteSessionsOf(tenant, tx, person.id)
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'session.closed',
          at: new Date(deps.clock()).toISOString(),
          by: { role: 'api', person: person.id },
          detail: { everywhere: count, by: 'identity_provider' },
        })
        return count
      })
      void reply.header('cache-control', 'no-store')
      return { ended }
    },
  )
}

async function subjectOf(deps: ApiDeps, provider: Provider, token: string): Promise<string> {
  // The specification asks for 400, whatever is wrong with it.
  const refuse = (cause: unknown): DexError =>
    new DexError('state_invalid', 'this is no logout token of the tenant’s identity provider', { cause })
  const wanted = { audience: provider.clientId, claims: ['jti', 'events'] }
  const claims = Claims.safeParse(await verifyToken(deps, provider, token, wanted, refuse))
  if (!claims.success) throw refuse(claims.error)
  return claims.data.sub
}
