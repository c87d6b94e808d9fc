import type { FastifyRequest } from 'fastify'
import { DexError } from '#contract/error.ts'
import type { PersonId } from '#contract/ids.ts'
import { findPerson } from '#store/people.ts'
import { findSession, peekSession } from '#store/sessions.ts'
import type { SessionKind } from '../authorization.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { assertSameSite } from './same-site.ts'
import { idleMsMax } from './limits.ts'
import { parseSessionToken, sessionCookie } from './token.ts'

/**
 * Who calls: a Bearer is a session of kind `cli`, the cookie one of kind `browser`, and neither is taken for the other.
 * Null when the call carries neither, or one that has ended. Throws `csrf_refused` and `tenant_suspended`.
 */
export async function authenticate(deps: ApiDeps, request: FastifyRequest): Promise<Caller | null> {
  const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  const cookie = request.cookies[sessionCookie]
  if (request.headers.authorization !== undefined)
    return bearer === undefined ? null : session(deps, bearer, 'cli', findSession)
  if (cookie === undefined) return null
  // What a page fetches by itself is nobody's use of the session: an open tab does not outlive its person's absence.
  const byItself = request.headers['x-dex-unattended'] !== undefined
  const caller = await session(deps, cookie, 'browser', byItself ? peekSession : findSession)
  if (caller) assertSameSite(deps, request)
  return caller
}

async function session(
  deps: ApiDeps,
  text: string,
  kind: SessionKind,
  find: typeof findSession,
): Promise<Caller | null> {
  const token = parseSessionToken(text)
  if (!token) return null
  const { tenant, hash } = token
  const now = new Date(deps.clock())
  const found = await deps.database.transaction(tenant, async (tx) => {
    const row = await find(tenant, tx, hash, now, idleMsMax)
    if (!row || row.kind !== kind) return null
    const person = await findPerson(tenant, tx, row.person)
    const standing = await tx
      .selectFrom('tenants')
      .select('state')
      .where('tenant', '=', tenant)
      .executeTakeFirst()
    return person?.state === 'active' ? { row, person, tenantState: standing?.state } : null
  })
  if (!found) return null
  if (found.tenantState !== 'active') throw new DexError('tenant_suspended')
  return {
    tenant,
    person: found.row.person as PersonId,
    kind,
    roles: found.row.roles,
    auth: found.row.auth,
    emailLookup: found.person.email_lookup,
    sessionHash: hash,
    expiresAt: found.row.expires_at,
  }
}
