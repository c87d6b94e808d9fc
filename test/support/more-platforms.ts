import { catalog } from '#catalog/index.ts'
import type { ConnectionId } from '#contract/ids.ts'
import { newConnectionId } from '#contract/new-id.ts'
import { type ConnectionKind, scopesFor } from '#delegation/index.ts'
import { createGoogle } from '#sandbox/google/google.ts'
import { googleUserId } from '#sandbox/google/ids.ts'
import { entraUserId } from '#sandbox/microsoft/ids.ts'
import { createMicrosoft } from '#sandbox/microsoft/microsoft.ts'
import { seal, sealText } from '#vault/envelope.ts'
import { client, delegate } from '../sandbox/delegate.ts'
import type { Person, World } from './world.ts'

export type More = 'microsoft' | 'google'
export type MorePlatforms = Awaited<ReturnType<typeof addPlatforms>>

/** Microsoft and Google beside a world's Okta: emulated, registered with the tenant, their protected accounts labelled. */
export async function addPlatforms(world: World, options: { logLagMs?: number } = {}) {
  const { company, tenant, admin, gate } = world
  const lag = options.logLagMs ?? 50
  const microsoft = await createMicrosoft({ port: 0, company, clients: [client], auditLagMs: lag })
  const google = await createGoogle({ port: 0, company, clients: [client], logLagMs: lag })
  const places = {
    microsoft: { origin: microsoft.url, issuer: microsoft.issuer, domain: null },
    google: { origin: google.url, issuer: null, domain: company.domain },
  } as const
  const idOf = (platform: More, login: string): string =>
    platform === 'microsoft' ? entraUserId(company, login) : googleUserId(company, login)

  for (const platform of ['microsoft', 'google'] as const) {
    const { origin, issuer, domain } = places[platform]
    const place = { tenant, table: 'platform_clients', row: platform, field: 'sealed_secret' }
    const secret = sealText(await gate.get(tenant, 'connection'), client.secret, place)
    await admin.query(
      'insert into platform_clients (tenant, platform, origin, client_id, sealed_secret, issuer, hosted_domain) values ($1, $2, $3, $4, $5, $6, $7)',
      [tenant, platform, origin, client.id, Buffer.from(secret), issuer, domain],
    )
  }
  const settings = structuredClone(world.settings)
  for (const account of company.accounts) {
    for (const platform of ['microsoft', 'google'] as const) {
      const name = `${platform}:${idOf(platform, account.login)}`
      if (account.kind === 'service') settings.labels[name] = ['service']
      if (account.kind === 'break_glass') settings.labels[name] = ['break-glass']
      if (account.oktaRoles.includes('SUPER_ADMIN')) settings.owners.push(name)
    }
  }
  await admin.query('update tenant_settings set settings = $2 where tenant = $1', [
    tenant,
    JSON.stringify(settings),
  ])

  return {
    microsoft,
    google,
    idOf,
    /** By the platform's own OAuth, as this person. */
    async connect(person: Person, platform: More, kind: ConnectionKind): Promise<ConnectionId> {
      const { origin, issuer } = places[platform]
      const scopes = scopesFor(platform, kind, [...catalog.values()])
      const { tokens } = await delegate(issuer ?? origin, person.email, scopes.join(' '))
      const id = newConnectionId()
      const accountId = idOf(platform, person.email)
      const stored = {
        accessToken: tokens.access_token,
        refreshToken: tokens.refresh_token ?? null,
        expiresAt: Date.now() + 3_600_000,
        scopes,
        accountId,
        issuer: issuer ?? origin,
        origin,
      }
      const place = { tenant, table: 'connections', row: id, field: 'connections.sealed_tokens' }
      const bytes = new TextEncoder().encode(JSON.stringify(stored))
      const sealed = Buffer.from(seal(await gate.get(tenant, 'connection'), bytes, place))
      await admin.query(
        `insert into connections (tenant, id, person, platform, kind, account_id, scopes, state, fingerprint, sealed_tokens, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, now() + interval '1 hour')`,
        [tenant, id, person.id, platform, kind, accountId, scopes, `sha256:${'0'.repeat(64)}`, sealed],
      )
      await admin.query(
        'insert into accounts (tenant, person, platform, org, account_id) values ($1, $2, $3, $4, $5) on conflict do nothing',
        [tenant, person.id, platform, origin, accountId],
      )
      return id
    },
    /** The platform's own journal of what changed it: who, by which call. */
    async writes(platform: More): Promise<{ login: string | undefined; method: string; path: string }[]> {
      const { origin } = places[platform]
      const { entries } = (await (await fetch(`${origin}/_sandbox/journal`)).json()) as {
        entries: { method: string; path: string; status: number; actor: { login: string } | null }[]
      }
      return entries
        .filter((each) => each.method !== 'GET' && each.status < 300 && each.actor !== null)
        .map(({ actor, method, path }) => ({ login: actor?.login, method, path }))
    },
    async close(): Promise<void> {
      await Promise.all([microsoft.close(), google.close()])
    },
  }
}
