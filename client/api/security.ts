import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { DexError } from '#contract/error.ts'
import type { App } from './app.ts'
import type { ApiDeps } from './deps.ts'
import { renderPolicy } from './temporal/render.ts'
import { temporalWebPolicy } from './temporal/web.ts'

/** For all that we render ourselves: no script at all, nothing inline. */
const ownPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const mayStay: ReadonlySet<string> = new Set(['/style.css', '/assets/:name'])

export async function addHeaders(app: App): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  })
  app.addHook('onSend', async (request, reply) => {
    const web = request.url === '/temporal' || request.url.startsWith('/temporal/')
    const framed = request.routeOptions.url === '/render'
    // The console's page has set its own, with the nonce of this response.
    if (!reply.hasHeader('content-security-policy'))
      void reply.header(
        'content-security-policy',
        web ? temporalWebPolicy : framed ? renderPolicy : ownPolicy,
      )
    if (web || framed) void reply.header('x-frame-options', 'SAMEORIGIN')
    void reply.header('x-request-id', request.id)
    const kept = reply.getHeader('cache-control')
    // Hashed assets may stay in the browser; what we answer about people may not.
    if (kept === undefined || (!web && !mayStay.has(request.routeOptions.url ?? ''))) {
      void reply.header('cache-control', 'no-store')
    }
  })
}

/** Counted a session where there is one, else an address; in memory of this process. */
export async function addLimits(app: App, deps: ApiDeps): Promise<void> {
  const perMinute = { signIn: deps.limits.signInPerMinute, decisions: deps.limits.decisionsPerMinute }
  app.addHook('onRoute', (route) => {
    const limited = route.config?.limited
    if (!limited) return
    route.config = {
      ...route.config,
      rateLimit: { max: perMinute[limited], timeWindow: 60_000, groupId: limited },
    }
  })
  await app.register(rateLimit, {
    global: false,
    // After the guard: the session is known by then.
    hook: 'preHandler',
    keyGenerator: (request) => request.caller?.sessionHash ?? request.ip,
    errorResponseBuilder: (_request, context) =>
      new DexError('rate_limited', undefined, { retryAfterMs: context.ttl }),
  })
}
