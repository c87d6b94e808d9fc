import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { pagePaths } from '#client/console/pages.ts'
import { DexError } from '#contract/error.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { html, page } from '../pages/html.ts'
import { type BuiltConsole, readConsole } from './assets.ts'

/** Scripts and styles of ours alone; what a component writes at run time carries the response's own nonce. */
const policyWith = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
  `font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

/** The console: one page for all its addresses, and the files it is built of. */
export function addConsole(app: App, deps: ApiDeps): void {
  const built = readConsole(deps.consoleDirectory)
  const send = createShell(deps, built)
  for (const path of pagePaths) {
    app.get(path, { schema: { hide: true } }, async (request, reply) => send(request, reply))
  }
  app.get(
    '/assets/:name',
    { schema: { hide: true, params: z.object({ name: z.string().max(200) }) } },
    async (request, reply) => {
      const asset = built?.assets.get(request.params.name)
      if (!asset) throw new DexError('not_found')
      const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
      void reply.type(asset.type).header('vary', 'accept-encoding')
      void reply.header('cache-control', 'public, max-age=31536000, immutable')
      if (zipped) void reply.header('content-encoding', 'gzip')
      return reply.send(zipped ? asset.gzip : asset.body)
    },
  )
}

/** INVARIANT: a nonce is used for one response. The page holds nothing about anybody: all of that is fetched. */
function createShell(deps: ApiDeps, built: BuiltConsole | null) {
  return (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    void reply.type('text/html; charset=utf-8')
    if (!built) return reply.code(503).send(page(deps, 'Not built', missing))
    const nonce = randomBytes(16).toString('base64url')
    void reply.header('content-security-policy', policyWith(nonce))
    return reply.send(built.shell.replaceAll('__NONCE__', nonce))
  }
}

const missing = html`<h1>Dex</h1>
<p class="lead">The api answers; the console was not built.</p>
<p>Run <code>npm run build:console</code> and start the api again, or name a built one in <code>DEX_CONSOLE</code>.</p>`
