import { DexError } from '#contract/error.ts'
import type { ConnectionId, PersonId } from '#contract/ids.ts'
import { findAttempt } from '#store/connect-attempts.ts'
import { linkAccount } from '#store/connections.ts'
import { findPlatform, organizationOf } from '#store/identity.ts'
import { appendLogAlone } from '#store/log.ts'
import { findAccount } from '#store/people.ts'
import { listRequests } from '#store/requests.ts'
import { openJson } from '#vault/envelope.ts'
import type { GateDeps } from '../deps.ts'
import { endConnection } from '../disconnect/disconnect.ts'
import type { ConnectInput } from '../types.ts'
import { SealedAttempt } from '#contract/connect-attempt.ts'

/** Exchanges the code that api sealed, checks whose account it is, links it and keeps the tokens: api never sees one. */
export async function connect(
  deps: GateDeps,
  workflowId: string,
  input: ConnectInput,
): Promise<{ connection: string }> {
  const { attempt, platform, linked } = await deps.database.transaction(deps.tenant, async (tx) => {
    const attempt = await findAttempt(deps.tenant, tx, input.attempt)
    if (!attempt || attempt.used_at === null || workflowId !== `${deps.tenant}/connect/${attempt.id}`) {
      throw new DexError('state_invalid')
    }
    const platform = await findPlatform(deps.tenant, tx, attempt.platform)
    if (!platform) throw new DexError('not_found', 'the platform is not connected to this tenant')
    return { attempt, platform, linked: await findAccount(deps.tenant, tx, attempt.person, attempt.platform) }
  })
  const key = await deps.keys.tenant(deps.tenant, 'payload')
  const place = { tenant: deps.tenant, table: 'connect_attempts', row: attempt.id, field: 'sealed' }
  const sealed = SealedAttempt.parse(openJson([key], attempt.sealed, place))
  if (sealed.callbackUrl === null) throw new DexError('state_invalid')
  const person = attempt.person as PersonId
  const org = organizationOf(platform)
  const made = await deps.delegation.connect(deps.tenant, {
    person,
    platform: attempt.platform,
    kind: attempt.kind as 'own' | 'admin' | 'investigate',
    // An account of the organization that the tenant left is no account here.
    expectedAccountId: linked?.org === org ? linked.account_id : null,
    // An account is linked once, by sign-in, and never moves (T22).
    link: (accountId) =>
      deps.database.transaction(deps.tenant, (tx) =>
        linkAccount(deps.tenant, tx, { person, platform: attempt.platform, org, accountId }),
      ),
    callbackUrl: sealed.callbackUrl,
    redirectUri: sealed.redirectUri,
    state: sealed.state,
    nonce: sealed.nonce,
    codeVerifier: sealed.codeVerifier,
    scopes: sealed.scopes,
  })
  await appendLogAlone(deps.tenant, deps.database, {
    v: 1,
    kind: 'connection.made',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate', person },
    detail: {
      connection: made.id,
      platform: attempt.platform,
      kind: attempt.kind,
      scopes: made.scopes.join(' '),
    },
  })
  await endReplaced(deps, made.replaced)
  await tellWaiting(deps)
  return { connection: made.id }
}

/** At the platform too; what cannot be told now stays out of use, and reconciliation ends it. */
async function endReplaced(deps: GateDeps, replaced: readonly ConnectionId[]): Promise<void> {
  await Promise.allSettled(replaced.map((id) => endConnection(deps, id)))
}

/** Requests that wait look again by themselves too: one that cannot be told now loses nothing but time. */
async function tellWaiting(deps: GateDeps): Promise<void> {
  const waiting = await deps.database.read(deps.tenant, (tx) =>
    listRequests(deps.tenant, tx, { status: 'waiting_connection', open: true, limit: 500 }),
  )
  await Promise.allSettled(waiting.map((each) => deps.workflows.tellConnected(each.workflow_id)))
}
