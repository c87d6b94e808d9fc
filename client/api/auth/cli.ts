import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { SignInId, TenantId } from '#contract/ids.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { assertSecondFactor, type Identity, identityOf } from '../identity/identity.ts'
import type { Provider, Providers } from '../identity/providers.ts'
import { verifyToken } from '../identity/verify-token.ts'
import { whichTenant } from '../identity/which-tenant.ts'
import { problems } from '../problems.ts'
import { openSession } from '../session/open-session.ts'

const Body = z.strictObject({ idToken: z.string().min(1).max(20_000), signIn: SignInId.optional() })
const Session = z.strictObject({
  /** The Bearer of what follows. */
  token: z.string(),
  expiresAt: z.iso.datetime(),
  person: z.string(),
  tenant: TenantId,
  roles: z.array(z.string()),
})

const Discovery = z.strictObject({ issuer: z.url(), clientId: z.string() })

/** `GET /auth/cli` says where a terminal signs in; `POST /auth/cli` trades a fresh ID token of the terminal's client for a session; other tokens open nothing. */
export function addSignInCli(app: App, deps: ApiDeps, providers: Providers): void {
  app.get(
    '/auth/cli',
    {
      config: { limited: 'signIn' },
      schema: {
        tags: ['sign-in'],
        summary: 'Where a terminal signs in',
        querystring: z.strictObject({ signIn: SignInId.optional() }),
        response: { 200: Discovery, ...problems },
      },
    },
    async (request) => {
      const { issuer, cliClientId } = await providers(await whichTenant(deps, request.query.signIn))
      return { issuer, clientId: cliClientId }
    },
  )
  app.post(
    '/auth/cli',
    {
      config: { limited: 'signIn' },
      schema: {
        tags: ['sign-in'],
        summary: 'Sign in from a terminal',
        body: Body,
        response: { 200: Session, ...problems },
      },
    },
    async (request) => {
      const tenant = await whichTenant(deps, request.body.signIn)
      request.attempted = tenant
      const identity = await verifyIdToken(deps, await providers(tenant), request.body.idToken)
      const { token, expiresAt, person, roles } = await openSession(deps, tenant, identity, 'cli')
      return { token, expiresAt: expiresAt.toISOString(), person, tenant, roles }
    },
  )
}

async function verifyIdToken(deps: ApiDeps, provider: Provider, idToken: string): Promise<Identity> {
  const refuse = (cause: unknown): DexError =>
    new DexError('unauthenticated', 'the ID token is not one that this tenant takes', { cause })
  const wanted = { audience: provider.cliClientId, claims: ['sub', 'exp'] }
  const payload = await verifyToken(deps, provider, idToken, wanted, refuse)
  // OpenID Connect Core 3.1.3.7: with several audiences the token was made for the one that `azp` names.
  if (payload['azp'] !== undefined && payload['azp'] !== provider.cliClientId)
    throw new DexError('unauthenticated')
  const identity = identityOf(payload, provider.groupRoles)
  assertSecondFactor(identity, provider.mfa)
  return identity
}
