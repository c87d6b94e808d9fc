import * as openid from 'openid-client'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { ApprovalId, type TenantId } from '#contract/ids.ts'
import { newStepUpId } from '#contract/new-id.ts'
import { StandingId } from '#contract/standing.ts'
import { findApproval } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { deleteSession, insertSession, peekSession } from '#store/sessions.ts'
import { insertStepUp } from '#store/step-ups.ts'
import { standingHash } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import type { Identity } from '../identity/identity.ts'
import { profileOf } from '../identity/profile.ts'
import type { Providers } from '../identity/providers.ts'
import { callerOf } from '../session/caller.ts'
import { cookieOptions, signInCookie } from '../session/cookies.ts'
import { idleMsMax } from '../session/limits.ts'
import { newSessionToken, parseSessionToken, sessionCookie } from '../session/token.ts'
import { findStanding } from '../standing/read-standing.ts'
import { sealSignIn, type SignInAttempt } from './attempt.ts'

const Query = z.strictObject({
  approval: z.union([ApprovalId, StandingId]),
  acr_values: z.string().max(200).optional(),
})

const lifeMs = 10 * 60_000
/** Between the identity provider's clock and ours. */
const skewMs = 60_000

/**
 * `GET /auth/step-up`: off to the identity provider once more, for one approval. INVARIANT: the nonce is the approval's
 * hash, so that the sign-in is of exactly what is decided; `max_age=0` makes it a fresh one (T19).
 */
export function addStepUp(app: App, deps: ApiDeps, providers: Providers): void {
  app.get(
    '/auth/step-up',
    { config: { limited: 'signIn' }, schema: { hide: true, querystring: Query } },
    async (request, reply) => {
      const { tenant, person, sessionHash } = callerOf(request)
      const { approval: id, acr_values } = request.query as z.infer<typeof Query>
      const [hash, profile] = await deps.database.read(tenant, (tx) =>
        Promise.all([hashOf(deps, tenant, tx, id), profileOf(deps, tenant, tx, person)]),
      )
      if (hash === null) throw new DexError('not_found')
      const { console } = await providers(tenant)
      const startedAt = deps.clock()
      const attempt: SignInAttempt = {
        tenant,
        state: openid.randomState(),
        nonce: hash,
        codeVerifier: openid.randomPKCECodeVerifier(),
        returnTo: `/approvals/${id}`,
        expiresAt: startedAt + lifeMs,
        stepUp: { approval: id, hash, session: sessionHash, startedAt },
      }
      const url = openid.buildAuthorizationUrl(console, {
        ...(profile && { login_hint: profile.email }),
        ...(acr_values !== undefined && deps.profile === 'sandbox' && { acr_values }),
        redirect_uri: new URL('/auth/callback', deps.publicUrl).href,
        scope: 'openid profile email groups',
        max_age: '0',
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

/** Of exactly what is decided: one action, or the terms of a standing approval. */
async function hashOf(deps: ApiDeps, tenant: TenantId, tx: Tx, id: string): Promise<string | null> {
  const standing = await findStanding(tenant, tx, id, new Date(deps.clock()))
  if (standing) return standingHash({ id: standing.id, terms: standing.terms })
  return (await findApproval(tenant, tx, id as ApprovalId))?.subject_hash ?? null
}

/**
 * The answer to it: the same person, in the session that asked, signed in after they asked. The session gets a new id, and
 * the sign-in is kept for one use. Throws `state_invalid` and `step_up_required`.
 */
export async function stepUp(
  deps: ApiDeps,
  identity: Identity,
  tenant: TenantId,
  asked: NonNullable<SignInAttempt['stepUp']>,
  cookies: Record<string, string | undefined>,
): Promise<{ token: string; expiresAt: Date }> {
  const before = parseSessionToken(cookies[sessionCookie] ?? '')
  if (before?.tenant !== tenant || before.hash !== asked.session) throw new DexError('state_invalid')
  const { auth } = identity
  const fresh =
    auth.authTime * 1_000 >= asked.startedAt - skewMs && auth.authTime * 1_000 <= deps.clock() + skewMs
  if (auth.acr === null || !fresh)
    throw new DexError('step_up_required', 'the identity provider did not sign you in anew')
  const { acr, authTime } = auth
  const now = new Date(deps.clock())
  const { token, hash } = newSessionToken(tenant)
  return deps.database.transaction(tenant, async (tx) => {
    const session = await peekSession(tenant, tx, before.hash, now, idleMsMax)
    const same = session?.auth.iss === auth.iss && session.auth.sub === auth.sub
    if (!session || !same || session.kind !== 'browser')
      throw new DexError('state_invalid', 'somebody else signed in')
    await deleteSession(tenant, tx, before.hash)
    const { person, roles, expires_at: expiresAt } = session
    await insertSession(tenant, tx, { idHash: hash, person, kind: 'browser', roles, auth, expiresAt })
    const { approval, hash: subject } = asked
    await insertStepUp(tenant, tx, {
      id: newStepUpId(),
      ...{ session: hash, person, approval, hash: subject, acr, authTime, at: now },
    })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'session.opened',
      at: now.toISOString(),
      by: { role: 'api', person },
      approval,
      detail: { kind: 'browser', roles: roles.join(' '), stepUp: true },
    })
    return { token, expiresAt }
  })
}
