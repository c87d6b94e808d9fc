import { randomBytes } from 'node:crypto'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import * as openid from 'openid-client'
import { Webhook } from 'standardwebhooks'
import { catalog } from '#catalog/index.ts'
import { createApi } from '#client/api/create-api.ts'
import { apiDefaults, type ApiDeps } from '#client/api/deps.ts'
import type { Logger } from '#contract/logger.ts'
import { createEgress } from '#egress/egress.ts'
import { closerOf } from '#process/close-server.ts'
import { createMetrics } from '#process/metrics.ts'
import { createIdp } from '#sandbox/idp/idp.ts'
import type { DataKey } from '#vault/envelope.ts'
import { sealText } from '#vault/envelope.ts'
import { walk } from '#test/sandbox/browser.ts'
import { createWorld } from '#test/support/here.ts'
import type { World, WorldOptions } from '#test/support/world.ts'

/** The redirect URIs that the emulated platforms know; nothing listens there: calls are injected. */
export const publicUrl = 'http://127.0.0.1:9'
const consoleSecret = 'a-console-secret-of-the-test'
export const hookSecret = `whsec_${randomBytes(32).toString('base64')}`
export const source = 'desk'

export type TestApi = Awaited<ReturnType<typeof createTestApi>>

/** The api over a world of its own: real Postgres under the role's own user, real Temporal, real identity provider. */
export const createTestApi = async (options: { world?: WorldOptions; deps?: Partial<ApiDeps> } = {}) =>
  createTestApiOn(await createWorld(options.world), options.deps)

/** Closing it closes the world. */
export async function createTestApiOn(world: World, changed: Partial<ApiDeps> = {}) {
  const { tenant } = world
  const origin = changed.publicUrl ?? publicUrl
  const idp = await createIdp({
    port: 0,
    company: world.company,
    console: { secret: consoleSecret, redirectUris: [`${origin}/auth/callback`] },
  })
  const at = await world.admin.query<{ sign_in: string }>('select sign_in from tenants where tenant = $1', [
    tenant,
  ])
  const signIn = at.rows[0]?.sign_in ?? ''
  const doorKey: DataKey = { id: 'door_1', bytes: randomBytes(32) }
  const seal = (text: string, table: string, row: string) =>
    Buffer.from(sealText(doorKey, text, { tenant, table, row, field: 'sealed_secret' }))
  await world.admin.query('insert into identity_providers values ($1, $2, $3, $4, $5, $6)', [
    tenant,
    idp.url,
    'dex-console',
    'dex-cli',
    seal(consoleSecret, 'identity_providers', tenant),
    JSON.stringify({ 'it-admins': ['admin'], operators: ['operator'], auditors: ['auditor'] }),
  ])
  const addSource = async (name: string, impersonal: boolean) => {
    await world.admin.query('insert into source_directory values ($1, $2)', [name, tenant])
    await world.admin.query('insert into sources values ($1, $2, $3, $4, $5)', [
      tenant,
      name,
      'tickets',
      impersonal,
      seal(hookSecret, 'sources', name),
    ])
  }
  await addSource(source, true)
  await addSource('personal', false)

  const lines: string[] = []
  const say = (level: string) => (fields: object, message: string) =>
    void lines.push(JSON.stringify({ level, ...fields, message }))
  const logger: Logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  const time = { aheadMs: 0 }
  const egress = createEgress({ profile: 'sandbox' })
  const deps: ApiDeps = {
    ...apiDefaults,
    limits: {
      signInPerMinute: 1_000,
      decisionsPerMinute: 1_000,
      approvals: { most: 1_000, withinMs: 60_000 },
    },
    profile: 'sandbox',
    publicUrl,
    database: world.database('dex_api'),
    keys: {
      createRequest: world.shared.requestKeys.create,
      request: world.shared.requestKeys.find,
      destroyRequest: world.shared.requestKeys.destroy,
      tenant: world.shared.tenantKeys.get,
    },
    tenantKeys: world.shared.tenantKeys,
    evidenceKey: world.shared.evidenceKeys.byId,
    secretKeys: world.shared.secretKeys,
    undoKeys: world.shared.undoKeys,
    doorKey: async () => doorKey,
    signer: world.signer,
    temporal: async () => world.temporal,
    fetchFor: egress.forOrigin,
    timing: { thinkMs: 10_000, gateMs: 15_000, escalatedMs: 2_000 },
    clock: () => Date.now() + time.aheadMs,
    logger,
    metrics: createMetrics('api'),
    temporalWebUrl: null,
    catalog,
    ...changed,
  }
  const app = await createApi(deps)
  const close = closerOf(app)

  const cli = await openid.discovery(new URL(idp.url), 'dex-cli', undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })

  /** Device grant at the identity provider, as `dex login` does it; the ID token alone. */
  async function idTokenOf(email: string): Promise<string> {
    const device = await openid.initiateDeviceAuthorization(cli, { scope: 'openid profile email groups' })
    const approved = await fetch(new URL('/_sandbox/device/approve', idp.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userCode: device.user_code, email }),
    })
    if (!approved.ok) throw new Error(`nobody is ${email}`)
    const tokens = await openid.pollDeviceAuthorizationGrant(cli, { ...device, interval: 0.01 })
    return tokens.id_token ?? ''
  }

  const cliSession = async (email: string): Promise<Session> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/auth/cli',
      payload: { idToken: await idTokenOf(email), signIn },
    })
    if (answer.statusCode !== 200) throw new Error(`signing in: ${answer.body}`)
    return {
      headers: { authorization: `Bearer ${answer.json<{ token: string }>().token}` },
      ...answer.json<{ person: string }>(),
    }
  }

  /** Code flow in a browser; each cookie goes back as a browser would send it. */
  const browserSession = async (email: string): Promise<Session> => {
    const query = new URLSearchParams({ signIn, login_hint: email, acr_values: 'urn:sandbox:unattended' })
    const started = await app.inject({ url: `/auth/login?${query}` })
    const end = await walk(String(started.headers.location), `${publicUrl}/auth/callback`)
    const answer = await app.inject({ url: pathOf(end.url), cookies: cookiesOf(started) })
    const cookie = cookiesOf(answer)['__Host-dex']
    if (cookie === undefined) throw new Error(`signing in: ${answer.statusCode} ${answer.body}`)
    const headers = { cookie: `__Host-dex=${cookie}`, 'sec-fetch-site': 'same-origin' }
    const me = await app.inject({ url: '/api/me', headers })
    return { headers, person: me.json<{ person: string }>().person }
  }

  /** As a person does it at Okta's own page; answers where that leads. */
  const connectOkta = async (session: Session, email: string, kind: string): Promise<string> => {
    const query = new URLSearchParams({
      kind,
      login_hint: email,
      acr_values: 'urn:sandbox:unattended',
      returnTo: '/#done',
    })
    const started = await app.inject({
      url: `/connect/okta?${query}`,
      headers: { ...session.headers, accept: 'application/json' },
    })
    return (await walk(started.json<{ url: string }>().url, `${publicUrl}/connect/okta/callback`)).url
  }

  const person = (title: string): string => {
    const found = world.company.accounts.find((account) => account.title === title)
    if (!found) throw new Error(`nobody is ${title}`)
    return found.email
  }

  return {
    world,
    deps,
    app,
    idp,
    /** Its own, which nobody else guesses. */
    signIn,
    time,
    lines,
    person,
    idTokenOf,
    cliSession,
    browserSession,
    connectOkta,
    call: (options: InjectOptions) => app.inject(options),
    hook: (
      body: string | Buffer,
      change: { secret?: string; at?: number; source?: string; headers?: object } = {},
    ) =>
      app.inject({
        method: 'POST',
        url: `/hooks/tickets/${change.source ?? source}`,
        payload: body,
        headers: { 'content-type': 'application/json', ...signed(body, change), ...change.headers },
      }),
    /** Rows of the tenant as the database's owner sees them. */
    rows: async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
      (await world.admin.query(sql, values)).rows as Row[],
    async close() {
      await close(2_000)
      await egress.close()
      await idp.close()
      await world.close()
    },
  }
}

export interface Session {
  headers: Record<string, string>
  person: string
}

/** Headers of Standard Webhooks over the raw body. */
export function signed(
  body: string | Buffer,
  change: { secret?: string; at?: number },
): Record<string, string> {
  const id = `msg_${randomBytes(8).toString('hex')}`
  const at = new Date(change.at ?? Date.now())
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(change.secret ?? hookSecret).sign(id, at, body.toString()),
  }
}

export const cookiesOf = (answer: LightMyRequestResponse): Record<string, string> =>
  Object.fromEntries(answer.cookies.map((cookie) => [cookie.name, cookie.value]))

export const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

export const ticket = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    externalId: `T-${randomBytes(4).toString('hex')}`,
    title: 'Lost phone',
    text: 'I lost my phone, please reset my MFA.',
    requester: { email: 'somebody@acme.example' },
    ...change,
  })
