import { createHash } from 'node:crypto'
import { DexError } from '#contract/error.ts'
import type { ConnectionId, PersonId, TenantId } from '#contract/ids.ts'
import { newConnectionId } from '#contract/new-id.ts'
import type { ConnectionKind } from './connection-store.ts'
import type { DelegationParts } from './parts.ts'
import { exchange } from './exchange.ts'
import { revokeTokens } from './revoke.ts'
import { missingScopes, namedScopes } from './scopes.ts'
import { sealTokens } from './token-seal.ts'
import type { Tokens } from './tokens.ts'

export interface ConnectRequest {
  person: PersonId
  platform: string
  kind: ConnectionKind
  /** The platform account linked to this person (T22); null when none is yet. */
  expectedAccountId: string | null
  /** Links the account to this person, before anything is stored; false where it is another person's. */
  link(accountId: string): Promise<boolean>
  callbackUrl: string
  redirectUri: string
  state: string
  nonce: string
  codeVerifier: string
  /** What the authorization asked for. */
  scopes: readonly string[]
}

export interface Connected {
  id: ConnectionId
  person: PersonId
  accountId: string
  scopes: string[]
  /** Those that it took the place of: out of use, to be revoked. */
  replaced: readonly ConnectionId[]
}

/** Refuses, and gives back to the platform, tokens of another person's account or with fewer scopes than were asked for. */
export async function connect(
  parts: DelegationParts,
  tenant: TenantId,
  request: ConnectRequest,
): Promise<Connected> {
  const { person, platform, kind } = request
  const client = await parts.clientFor(tenant, platform)
  const tokens = await exchange(parts.oauth, parts.clock, { ...request, client })
  const refusal =
    refusalOf(request, tokens) ?? ((await request.link(tokens.accountId)) ? null : anotherPersons())
  if (refusal !== null) {
    await revokeTokens(parts, client, tokens)
    throw refusal
  }
  const id = newConnectionId()
  const { accountId, scopes, expiresAt } = tokens
  const replaced = await parts.store.insert(tenant, {
    id,
    person,
    platform,
    kind,
    accountId,
    scopes,
    fingerprint: fingerprintOf(client.clientId, tokens),
    sealedTokens: await sealTokens(parts.sealer, tenant, id, tokens),
    expiresAt,
  })
  return { id, person, accountId, scopes, replaced }
}

const anotherPersons = (): DexError =>
  new DexError('forbidden', 'this is another person’s account on the platform')

function refusalOf(request: ConnectRequest, tokens: Tokens): DexError | null {
  if (request.expectedAccountId !== null && request.expectedAccountId !== tokens.accountId) {
    return anotherPersons()
  }
  const missing = missingScopes(tokens.scopes, namedScopes(request.scopes))
  if (missing.length === 0) return null
  return new DexError('connection_required', 'not all that is needed was granted', {
    extra: { missingScopes: missing },
  })
}

function fingerprintOf(clientId: string, tokens: Tokens): string {
  const grant = JSON.stringify([tokens.issuer, clientId, tokens.accountId, [...tokens.scopes].sort()])
  return `sha256:${createHash('sha256').update(grant).digest('hex')}`
}
