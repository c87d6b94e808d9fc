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
import { idleMsMax } from '../session/limits.ts'
import { newSessionToken, parseSessionToken, sessionCookie } from '../session/token.ts'
import { findStanding } from '../standing/read-standing.ts'
import type { SignInAttempt } from './attempt.ts'
import { beginSignIn } from './begin.ts'

const Query = z.strictObject({
  approval: z.union([ApprovalId, StandingId]),
  acr_values: z.string().max(200).optional(),
})

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
      return beginSignIn(deps, reply, await providers(tenant), {
        tenant,
        nonce: hash,
        returnTo: `/approvals/${id}`,
        stepUp: { approval: id, hash, session: sessionHash, startedAt: deps.clock() },
        loginHint: profile?.email,
        acrValues: acr_values,
        maxAge: '0',
      })
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
