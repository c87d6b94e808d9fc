import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { createPlatform } from '../base/platform.ts'
import type { Company } from '../company/company.ts'
import { addSignIn } from '../oidc/sign-in.ts'
import { type WebApp, webApp } from '../oidc/web-app.ts'
import { createContext, type Lag, type Microsoft } from './context.ts'
import { badRequest, broken, errorBody, GraphRefusal, throttled } from './errors.ts'
import { entraTenantId, freshGuid } from './ids.ts'
import type { MicrosoftState } from './model.ts'
import { createEntra, type Entra, signInAccounts } from './oauth.ts'
import { addDeviceRoutes } from './routes/devices.ts'
import { addGroupRoutes } from './routes/groups.ts'
import { addLicenseRoutes } from './routes/licenses.ts'
import { addLogRoutes } from './routes/logs.ts'
import { addMailboxRoutes } from './routes/mailbox.ts'
import { addMethodRoutes } from './routes/methods.ts'
import { addRiskRoutes } from './routes/risk.ts'
import { addRoleRoutes } from './routes/roles.ts'
import { addUserRoutes } from './routes/users.ts'
import { createMicrosoftState } from './seed.ts'

export interface MicrosoftOptions {
  port: number
  company: Company
  clients: WebApp[]
  data?: string | null
  /** How late entries show up in the audit logs; the vendor's take minutes. */
  auditLagMs?: number
  /** How late lists and searches show a write. */
  listLagMs?: number
  /** API calls in ten seconds, then 429. */
  callsPerWindow?: number
  /** Items that a page holds at most, whatever is asked for. */
  pageMax?: number
  now?: () => number
}

export interface MicrosoftStandIn {
  url: string
  /** The tenant's own: `<url>/<tenant id>/v2.0`. */
  issuer: string
  close(): Promise<void>
}

const JSON_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

/** An Entra tenant over HTTP: its authorization server and Microsoft Graph v1.0 at one origin. */
export async function createMicrosoft(options: MicrosoftOptions): Promise<MicrosoftStandIn> {
  const { company, now = Date.now } = options
  let entra: Entra | null = null
  let base = ''
  const provider = () => {
    if (!entra) throw new Error('not listening yet')
    return entra.oidc.provider
  }
  const platform = createPlatform<MicrosoftState>({
    name: 'microsoft',
    port: options.port,
    data: options.data ?? null,
    fingerprint: `microsoft/1/${company.domain}/${company.seed}/${company.people}`,
    initial: () => createMicrosoftState(company, now()),
    requestId: freshGuid,
    refusal: (kind) => errorBody(kind === 'status429' ? throttled() : broken()),
    refusalHeaders: (kind) => (kind === 'status429' ? { 'retry-after': '2' } : {}),
    headers: (response, requestId) => response.setHeader('request-id', requestId),
    before: (request, response) => entra?.handle(request, response) ?? false,
  })
  const { app } = platform
  const microsoft = createContext({
    platform,
    provider,
    base: () => base,
    now,
    lag: { listMs: options.listLagMs ?? 0, auditMs: options.auditLagMs ?? 300 },
    pageMax: options.pageMax ?? 999,
    callsPerWindow: options.callsPerWindow ?? 5_000,
  })
  answerAsGraph(app, (request) => platform.exchanges.of(request).requestId)
  addLagLever(app, microsoft.lag)
  addSignIn(app, {
    title: `${company.name} · Microsoft sign-in`,
    provider,
    accounts: () => signInAccounts(platform.state.value.platform),
  })
  for (const add of routes) add(app, microsoft)

  base = await platform.listen()
  const tenantId = entraTenantId(company)
  entra = createEntra({ platform, origin: base, tenantId, clients: options.clients.map(webApp) })
  return { url: base, issuer: entra.issuer, close: platform.close }
}

const routes: readonly ((app: FastifyInstance, microsoft: Microsoft) => void)[] = [
  addUserRoutes,
  addMethodRoutes,
  addGroupRoutes,
  addRoleRoutes,
  addLicenseRoutes,
  addMailboxRoutes,
  addDeviceRoutes,
  addLogRoutes,
  addRiskRoutes,
]

type RequestIdOf = (request: IncomingMessage) => string

function answerAsGraph(app: FastifyInstance, requestIdOf: RequestIdOf): void {
  app.addHook('onSend', async (request, reply) => {
    const type = String(reply.getHeader('content-type') ?? '')
    const own = request.url.startsWith('/_sandbox/')
    if (!own && type.startsWith('application/json')) reply.header('content-type', JSON_TYPE)
    const given = request.headers['client-request-id']
    if (given !== undefined) reply.header('client-request-id', given)
  })
  app.setErrorHandler((error, request, reply) => {
    const { statusCode } = error as { statusCode?: number }
    const refusal =
      error instanceof GraphRefusal
        ? error
        : statusCode !== undefined && statusCode < 500
          ? badRequest('Unable to read JSON request payload.')
          : broken()
    if (refusal.status === 401) reply.header('www-authenticate', 'Bearer realm="", error="invalid_token"')
    if (refusal.status === 429) reply.header('retry-after', '10')
    const requestId = requestIdOf(request.raw)
    const clientRequestId = String(request.headers['client-request-id'] ?? requestId)
    return reply.code(refusal.status).send(errorBody(refusal, { requestId, clientRequestId }))
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]
    const refusal = badRequest(`Resource not found for the segment '${path?.split('/').at(-1)}'.`)
    return reply.code(400).send(errorBody(refusal))
  })
}

const Lever = z.strictObject({ listMs: z.int().min(0).optional(), auditMs: z.int().min(0).optional() })

/** `POST /_sandbox/lag`: how late lists and logs are from now on. */
function addLagLever(app: FastifyInstance, lag: Lag): void {
  app.post('/_sandbox/lag', (request, reply) => {
    const parsed = Lever.safeParse(request.body)
    if (!parsed.success) return reply.code(422).send({ error: 'not a lag', issues: parsed.error.issues })
    lag.listMs = parsed.data.listMs ?? lag.listMs
    lag.auditMs = parsed.data.auditMs ?? lag.auditMs
    return lag
  })
}
