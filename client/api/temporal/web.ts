import proxy from '@fastify/http-proxy'
import { DexError } from '#contract/error.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'

/** Temporal Web is a program of its own with inline scripts, and frames its own texts; nothing of ours is served so. */
export const temporalWebPolicy =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; " +
  "object-src 'none'; base-uri 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'"

const currentDetails =
  /^\/temporal\/api\/v1\/namespaces\/[^/]+\/workflows\/[^/]+\/query\/__temporal_workflow_metadata$/

/** What never goes upstream: our session, and what would make it answer for another origin. */
const dropped = ['cookie', 'authorization', 'origin', 'referer']

/** Temporal Web's own double-submit cookie is the only one that passes, in either direction. */
const csrfCookie = (header: string | undefined): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith('_csrf='))

/** `/temporal/*`: Temporal Web, read-only, on our own origin behind our sign-in (T29). */
export async function addTemporalWeb(app: App, deps: ApiDeps): Promise<void> {
  if (deps.temporalWebUrl === null) return
  await app.register(proxy, {
    upstream: new URL(deps.temporalWebUrl).origin,
    prefix: '/temporal',
    rewritePrefix: '/temporal',
    // Reading is all that passes. The one POST is a read too: the query for what a workflow says it waits for.
    httpMethods: ['GET', 'HEAD', 'POST'],
    preHandler: (request, _reply, done) => {
      const [path = ''] = request.url.split('?')
      done(request.method === 'POST' && !currentDetails.test(path) ? new DexError('not_found') : undefined)
    },
    websocket: false,
    replyOptions: {
      rewriteRequestHeaders: (_request, headers) => {
        const kept = Object.entries(headers).filter(([name]) => !dropped.includes(name.toLowerCase()))
        const cookie = csrfCookie(headers.cookie)
        return { ...Object.fromEntries(kept), ...(cookie === undefined ? {} : { cookie }) }
      },
      rewriteHeaders: (headers) => {
        const { 'content-security-policy': _policy, 'set-cookie': cookies, ...rest } = headers
        const own = [cookies ?? []].flat().filter((cookie) => cookie.startsWith('_csrf='))
        return own.length === 0 ? rest : { ...rest, 'set-cookie': own }
      },
    },
  })
}
