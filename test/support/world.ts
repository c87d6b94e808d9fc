import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { catalog } from '#catalog/index.ts'
import { type ConnectionId, type PersonId, TenantId } from '#contract/ids.ts'
import { newConnectionId, newPersonId } from '#contract/new-id.ts'
import { scopesFor } from '#delegation/index.ts'
import type { SourceFile } from '#policy/bundle.ts'
import { loadBundle } from '#policy/load.ts'
import { toJson } from '#policy/json.ts'
import { deleteNamespace, ensureNamespace } from '#process/temporal-namespace.ts'
import { type Company, createCompany, oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import { createDesk } from '#sandbox/desk/desk.ts'
import { createModelServer } from '#sandbox/model/server.ts'
import { createOkta } from '#sandbox/okta/okta.ts'
import { createDatabase, type Database } from '#store/database.ts'
import type { TenantSettings } from '#store/schema.ts'
import { createDataConverter } from '#vault/codec/data-converter.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { createCheckpointKey } from '#vault/checkpoint-key.ts'
import { seal, sealText } from '#vault/envelope.ts'
import { keyedDigest } from '#vault/hashes.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import { createSigningKey, loadSigner, type Signer } from '#vault/signing.ts'
import { client as oktaClient, delegate } from '../sandbox/delegate.ts'
import { freshDatabase } from './database.ts'

export const deskToken = 'a-desk-token-of-the-test-only'

export interface Person {
  id: PersonId
  email: string
  oktaId: string
  connections: { admin: ConnectionId | null; investigate: ConnectionId | null }
}

/** The servers that a world stands on. */
export interface Services {
  temporalAddress: string
  databaseAdminUrl: string
}

export type World = Awaited<ReturnType<typeof createWorldOn>>

export interface WorldOptions {
  settings?: Partial<TenantSettings>
  /** Policy files instead of policy/sandbox. */
  files?: SourceFile[]
  env?: Record<string, string>
  /** Instead of forty people. */
  company?: Company
  /** How late events show up in Okta's System Log, in milliseconds. */
  logLagMs?: number
  /** A namespace of Temporal of its own, made here and deleted with the world; `null`: the run's. */
  namespace?: string | null
}

/** The sandbox's own rules. */
export async function sandboxFiles(): Promise<SourceFile[]> {
  const directory = fileURLToPath(new URL('../../policy/sandbox/', import.meta.url))
  const names = (await readdir(directory)).filter((name) => /\.(?:yaml|md)$/.test(name))
  return Promise.all(
    names.map(async (path) => ({ path, text: await readFile(join(directory, path), 'utf8') })),
  )
}

/**
 * One tenant with everything real around it: emulated Okta, desk and model over HTTP, a database of its own, keys on disk,
 * and the run's Temporal. Starts no worker and no api: tests start what they mean to break.
 */
export async function createWorldOn(services: Services, options: WorldOptions = {}) {
  const { temporalAddress } = services
  const { namespace = null } = options
  const tenant = TenantId.parse(`t${randomBytes(5).toString('hex')}`)
  const directory = await mkdtemp(join(tmpdir(), 'dex-world-'))
  const fresh = await freshDatabase(services.databaseAdminUrl)
  const company = options.company ?? createCompany()
  const okta = await createOkta({ port: 0, company, clients: [oktaClient], logLagMs: options.logLagMs ?? 50 })
  const desk = await createDesk({ port: 0, company, token: deskToken, hook: null })
  const model = await createModelServer({ port: 0 })
  const path = (name: string) => join(directory, name)
  const shared = openSharedKeys({ shared: path('shared'), requestKeys: path('requests'), profile: 'sandbox' })
  await shared.createTenant(tenant)
  const door = createRoleKeys({ directory: path('api'), purposes: apiPurposes, profile: 'sandbox' })
  const gate = createRoleKeys({ directory: path('gate'), purposes: gatePurposes, profile: 'sandbox' })
  await door.create(tenant)
  await gate.create(tenant)
  await mkdir(path('public'), { recursive: true })
  const { publicKeysFile } = await createSigningKey(path('api'), 'sign', {
    now: Date.now(),
    publicDirectory: path('public'),
  })
  const log = await createSigningKey(path('gate'), 'log', { now: Date.now() })
  await createCheckpointKey(path('gate'), { now: Date.now(), publicKeysFile: log.publicKeysFile })
  const signer: Signer = await loadSigner(path('api'), 'sign')

  const admin = new pg.Client({ connectionString: fresh.adminUrl })
  await admin.connect()
  await admin.query(`select set_config('app.tenant', $1, false)`, [tenant])
  const adminLogin = company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  const settings: TenantSettings = {
    identitySource: 'okta',
    zone: 'Europe/Berlin',
    roleGroups: {
      'it-admin': [`okta:${oktaGroupId(company, 'it-admins')}`],
      'security-admin': [`okta:${oktaGroupId(company, 'security-admins')}`],
    },
    defaultApprovers: { role: 'it-admin' },
    owners: [`okta:${oktaUserId(company, adminLogin)}`],
    labels: Object.fromEntries(
      company.accounts
        .filter((each) => each.kind !== 'person')
        .map((each) => [
          `okta:${oktaUserId(company, each.login)}`,
          [each.kind === 'service' ? 'service' : 'break-glass'],
        ]),
    ),
    bounds: { turns: 20, denials: 5, tokens: 500_000, hours: 72 },
    remindAfterSeconds: 3_600,
    declaredFacts: { google: ['department'], scim: ['department'] },
    ...options.settings,
  }
  const inGate = (table: string, row: string, field: string) => ({ tenant, table, row, field })
  await admin.query('insert into tenants (tenant, namespace) values ($1, $2)', [tenant, namespace])
  await admin.query('insert into tenant_settings values ($1, $2)', [tenant, JSON.stringify(settings)])
  const secret = sealText(
    await gate.get(tenant, 'connection'),
    oktaClient.secret,
    inGate('platform_clients', 'okta', 'sealed_secret'),
  )
  await admin.query('insert into platform_clients values ($1, $2, $3, $4, $5)', [
    tenant,
    'okta',
    okta.url,
    oktaClient.id,
    secret,
  ])
  const token = sealText(
    await gate.get(tenant, 'channel'),
    deskToken,
    inGate('senders', 'desk', 'sealed_token'),
  )
  await admin.query('insert into senders values ($1, $2, $3, $4, $5)', [
    tenant,
    'desk',
    'desk',
    desk.url,
    token,
  ])

  const publish = async (files: SourceFile[]): Promise<string> => {
    const bundle = loadBundle({ operator: files }, catalog)
    await admin.query('insert into operator_bundles values ($1, $2, $3, $4) on conflict do nothing', [
      bundle.digest,
      toJson(bundle),
      'test',
      'test',
    ])
    await admin.query(
      'insert into operator_bundle_in_force values (1, $1) on conflict (slot) do update set digest = excluded.digest',
      [bundle.digest],
    )
    return bundle.digest
  }
  await publish(options.files ?? (await sandboxFiles()))

  const lookup = async (email: string) =>
    keyedDigest(await shared.tenantKeys.get(tenant, 'lookup'), email.toLowerCase())

  const connectionOf = async (person: PersonId, login: string, kind: 'admin' | 'investigate') => {
    const scopes = scopesFor('okta', kind, [...catalog.values()])
    const { tokens } = await delegate(okta.url, login, scopes.join(' '))
    const id = newConnectionId()
    const oktaId = oktaUserId(company, login)
    const stored = {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? null,
      expiresAt: Date.now() + 3_600_000,
      scopes,
      accountId: oktaId,
      issuer: okta.url,
      origin: okta.url,
    }
    const sealed = seal(
      await gate.get(tenant, 'connection'),
      new TextEncoder().encode(JSON.stringify(stored)),
      inGate('connections', id, 'connections.sealed_tokens'),
    )
    await admin.query(
      `insert into connections (tenant, id, person, platform, kind, account_id, scopes, state, fingerprint, sealed_tokens, expires_at)
       values ($1, $2, $3, 'okta', $4, $5, $6, 'active', $7, $8, now() + interval '1 hour')`,
      [tenant, id, person, kind, oktaId, scopes, `sha256:${'0'.repeat(64)}`, Buffer.from(sealed)],
    )
    return id
  }

  const addPerson = async (
    login: string,
    roles: string[],
    kinds: ('admin' | 'investigate')[] = [],
  ): Promise<Person> => {
    const id = newPersonId()
    const oktaId = oktaUserId(company, login)
    await admin.query(
      `insert into people (tenant, id, issuer, subject, email_lookup, sealed, roles) values ($1, $2, 'https://idp.test', $3, $4, '', $5)`,
      [tenant, id, login, await lookup(login), roles],
    )
    await admin.query(
      `insert into accounts (tenant, person, platform, org, account_id) values ($1, $2, 'okta', $3, $4)`,
      [tenant, id, okta.url, oktaId],
    )
    const connections = {
      admin: kinds.includes('admin') ? await connectionOf(id, login, 'admin') : null,
      investigate: kinds.includes('investigate') ? await connectionOf(id, login, 'investigate') : null,
    }
    return { id, email: login, oktaId, connections }
  }

  const connection = await Connection.connect({ address: temporalAddress })
  if (namespace !== null) await ensureNamespace(connection, namespace, 7 * 86_400_000)
  const temporal = new Client({
    connection,
    namespace: namespace ?? 'dex',
    dataConverter: createDataConverter(
      createPayloadCodec({ tenantKeys: shared.tenantKeys, foreign: 'placeholder' }),
    ),
  })
  const databases: Database[] = []

  return {
    tenant,
    /** The owner's, of this world's own database. */
    adminUrl: fresh.adminUrl,
    company,
    okta,
    desk,
    model,
    admin,
    shared,
    /** The gate's own keys. */
    gate,
    signer,
    settings,
    temporal,
    publish,
    lookup,
    addPerson,
    database(role: 'dex_api' | 'dex_gate' | 'dex_think'): Database {
      const database = createDatabase({ url: fresh.roleUrl(role), applicationName: 'test' })
      databases.push(database)
      return database
    },
    /** The environment that a process of this role gets, and no more. */
    env(role: 'api' | 'gate' | 'think'): Record<string, string> {
      return {
        DEX_PROFILE: 'sandbox',
        DEX_DATA: directory,
        DEX_LOG_LEVEL: process.env['DEX_TEST_LOG'] ?? 'silent',
        DATABASE_URL: fresh.roleUrl(`dex_${role}`),
        TEMPORAL_ADDRESS: temporalAddress,
        TEMPORAL_NAMESPACE: 'dex',
        DEX_KEYS_SHARED: path('shared'),
        DEX_REQUEST_KEYS: path('requests'),
        DEX_KEYS_OWN: path(role),
        DEX_SHUTDOWN_GRACE: '1s',
        ...(role === 'gate'
          ? { DEX_DECISION_PUBLIC_KEYS: publicKeysFile, DEX_LOG_PUBLIC_KEYS: log.publicKeysFile }
          : {}),
        ...(role === 'think' ? { ANTHROPIC_API_KEY: 'stand-in', ANTHROPIC_BASE_URL: model.url } : {}),
        ...options.env,
      }
    },
    async close() {
      await Promise.all(databases.map((database) => database.close()))
      if (namespace !== null) await deleteNamespace(connection, namespace)
      await connection.close()
      await Promise.all([okta.close(), desk.close(), model.close()])
      await admin.end()
      await fresh.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
