import { DexError } from '#contract/error.ts'
import type { PersonId, TenantId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { findPersonBySubject, signInPerson } from '#store/people.ts'
import { deleteSessionsOf, insertSession } from '#store/sessions.ts'
import { sealJson } from '#vault/envelope.ts'
import type { SessionKind } from '../authorization.ts'
import type { ApiDeps } from '../deps.ts'
import { emailDigest, profilePlace } from '../identity/profile.ts'
import type { Identity } from '../identity/identity.ts'
import { absoluteMsMax } from './limits.ts'
import { newSessionToken } from './token.ts'

export interface OpenedSession {
  token: string
  expiresAt: Date
  person: PersonId
  roles: string[]
}

/** A new session id at each sign-in, never one that was there before. Throws `forbidden` for a disabled person. */
export async function openSession(
  deps: ApiDeps,
  tenant: TenantId,
  identity: Identity,
  kind: SessionKind,
  also: (tx: Tx) => Promise<void> = async () => {},
): Promise<OpenedSession> {
  const column = await deps.keys.tenant(tenant, 'column')
  const emailLookup = await emailDigest(deps, tenant, identity.email)
  const { token, hash } = newSessionToken(tenant)
  const expiresAt = new Date(deps.clock() + absoluteMsMax)
  const person = await deps.database.transaction(tenant, async (tx) => {
    const before = await findPersonBySubject(tenant, tx, identity.issuer, identity.subject)
    const row = await signInPerson(tenant, tx, {
      issuer: identity.issuer,
      subject: identity.subject,
      emailLookup,
      roles: identity.roles,
      seal: (id) =>
        Buffer.from(
          sealJson(column, { email: identity.email, name: identity.name }, profilePlace(tenant, id)),
        ),
    })
    if (row.state !== 'active') throw new DexError('forbidden', 'this account is disabled here')
    // Whoever gained or lost a role goes on nowhere under the old ones (T19).
    if (before && !sameRoles(before.roles, identity.roles)) await deleteSessionsOf(tenant, tx, row.id)
    const session = {
      idHash: hash,
      person: row.id,
      kind,
      roles: identity.roles,
      auth: identity.auth,
      expiresAt,
    }
    await insertSession(tenant, tx, session)
    await also(tx)
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'session.opened',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'api', person: row.id },
      detail: { kind, roles: identity.roles.join(' ') },
    })
    return row.id as PersonId
  })
  return { token, expiresAt, person, roles: identity.roles }
}

const sameRoles = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((role) => right.includes(role))
