import { z } from 'zod'
import { SealedAttempt } from '#contract/connect-attempt.ts'
import { DexError } from '#contract/error.ts'
import { newAttemptId } from '#contract/new-id.ts'
import {
  askedAnew,
  authorizationUrl,
  createOAuth,
  missingScopes,
  namedScopes,
  type OAuth,
} from '#delegation/index.ts'
import { insertAttempt } from '#store/connect-attempts.ts'
import { findLatest } from '#store/connections.ts'
import { clientOf, findPlatform } from '#store/identity.ts'
import { findAccount } from '#store/people.ts'
import { sealJson } from '#vault/envelope.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import { ownPath } from '../identity/return-to.ts'
import { problems } from '../problems.ts'
import { assertRole, type Caller, callerOf } from '../session/caller.ts'
import { attemptPlace, redirectUriOf, stateHash, stateOf } from './attempt.ts'
import { readApproverSets } from './read-approver-sets.ts'
import { createWantedScopes } from './wanted-scopes.ts'

const Query = z.strictObject({
  kind: z.enum(['admin', 'own', 'investigate']).default('own'),
  returnTo: z.string().max(1_000).optional(),
  /** Passed on to the platform; what it makes of them is its own affair. */
  login_hint: z.string().max(320).optional(),
  acr_values: z.string().max(200).optional(),
})
type Query = z.infer<typeof Query>

const lifeMs = 10 * 60_000

/** `GET /connect/{platform}`: off to the platform's consent, as this person. */
export function addStartConnect(app: App, deps: ApiDeps): void {
  const oauth = createOAuth({ fetchFor: deps.fetchFor, allowHttp: deps.profile === 'sandbox' })
  app.get(
    '/connect/:platform',
    {
      config: { limited: 'signIn' },
      schema: {
        tags: ['connections'],
        summary: 'Connect an account on a platform',
        description:
          'Redirects to the platform; a terminal session with `Accept: application/json` gets `{url}` instead.',
        params: z.object({ platform: z.string().regex(/^[a-z0-9_-]{1,40}$/) }),
        querystring: Query,
        response: {
          200: z.strictObject({ url: z.url() }),
          302: z.null().describe('to the platform, to consent'),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const url = await start(deps, oauth, callerOf(request), request.params.platform, request.query)
      const inTerminal =
        callerOf(request).kind === 'cli' && request.headers.accept?.includes('application/json')
      return inTerminal ? reply.send({ url }) : reply.redirect(url, 302)
    },
  )
}

async function start(
  deps: ApiDeps,
  oauth: OAuth,
  caller: Caller,
  platform: string,
  query: Query,
): Promise<string> {
  const { tenant, person } = caller
  // Delegations that act for others are granted by those who may decide for others (T19).
  if (query.kind !== 'own') assertRole(caller, 'admin', 'approver')
  const { client, profile, linked, before } = await deps.database.transaction(tenant, async (tx) => ({
    client: await findPlatform(tenant, tx, platform),
    profile: await profileOf(deps, tenant, tx, person),
    linked: await findAccount(tenant, tx, person, platform),
    before: await findLatest(tenant, tx, { person, platform, kind: query.kind }),
  }))
  if (!client) throw new DexError('not_found', 'the platform is not connected to this tenant')
  const redirectUri = redirectUriOf(deps.publicUrl, platform)
  const scopes = await scopesOf(deps, caller, platform, query.kind)
  const hint = query.login_hint ?? (linked ? undefined : profile?.email)
  const made = await authorizationUrl(oauth, {
    client: clientOf(client),
    platform,
    redirectUri,
    ...askedAnew({
      platform,
      kind: query.kind,
      scopes,
      held: before?.state === 'active' ? before.scopes : [],
    }),
    ...(hint !== undefined && { loginHint: hint }),
    extra: {
      ...(query.acr_values !== undefined && deps.profile === 'sandbox' && { acr_values: query.acr_values }),
      ...claimsOf(before),
    },
  })
  // The callback has to know whose key opens the attempt before it knows who is calling.
  const state = stateOf(tenant, caller.kind, made.state)
  const url = new URL(made.url)
  url.searchParams.set('state', state)
  const id = newAttemptId()
  const sealed: SealedAttempt = {
    state,
    nonce: made.nonce,
    codeVerifier: made.codeVerifier,
    redirectUri,
    scopes,
    returnTo: query.returnTo === undefined ? '' : ownPath(deps.publicUrl, query.returnTo),
    callbackUrl: null,
  }
  const key = await deps.keys.tenant(tenant, 'payload')
  await deps.database.transaction(tenant, (tx) =>
    insertAttempt(tenant, tx, {
      id,
      state_hash: stateHash(state),
      person,
      platform,
      kind: query.kind,
      sealed: Buffer.from(sealJson(key, SealedAttempt.parse(sealed), attemptPlace(tenant, id))),
      expires_at: new Date(deps.clock() + lifeMs),
    }),
  )
  return url.href
}

/** The gate is asked what this person may approve only where that makes a difference. */
async function scopesOf(
  deps: ApiDeps,
  caller: Caller,
  platform: string,
  kind: Query['kind'],
): Promise<string[]> {
  const wanted = await createWantedScopes(deps, caller.tenant)
  const whose = { platform, kind, roles: caller.roles }
  const surely = wanted({ ...whose, sets: null })
  const most = wanted({ ...whose, sets: 'all' })
  if (missingScopes(surely, namedScopes(most)).length === 0) return surely
  return wanted({ ...whose, sets: await readApproverSets(deps, caller) })
}

/** What the platform demanded when it ended the connection before: a factor, a compliant device. */
function claimsOf(before: { state: string; claims: string | null } | undefined): { claims?: string } {
  if (before?.state !== 'expired' || before.claims === null) return {}
  return { claims: Buffer.from(before.claims, 'base64').toString('utf8') }
}
