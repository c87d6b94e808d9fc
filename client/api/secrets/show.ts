import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { findSecretFor } from '#store/secrets.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { html, page } from '../pages/html.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { revealSecret } from './reveal.ts'

const params = z.object({ id: z.string().regex(/^sec_[A-Za-z0-9]{24}$/) })
const asPage = 'text/html; charset=utf-8'

/** `POST /api/secrets/{id}/reveal`: the secret, this once. */
export function addRevealSecret(app: App, deps: ApiDeps): void {
  app.post(
    '/api/secrets/:id/reveal',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['secrets'],
        summary: 'Show a one-time secret, and destroy it',
        params,
        response: { 200: z.strictObject({ secret: z.string() }), ...problems },
      },
    },
    async (request) => ({ secret: await revealSecret(deps, callerOf(request), request.params.id) }),
  )
}

/**
 * `GET /secrets/{id}`: a page with one button, without scripts. It reveals nothing and changes nothing, so that a link
 * preview or a scanner neither reads nor burns; the button posts, which takes the person's own session and our own page.
 */
export function addSecretPages(app: App, deps: ApiDeps): void {
  app.get('/secrets/:id', { schema: { hide: true, params } }, async (request, reply) => {
    const { tenant, person } = callerOf(request)
    const { id } = request.params
    const now = new Date(deps.clock())
    const row = await deps.database.transaction(tenant, (tx) => findSecretFor(tenant, tx, person, id, now))
    void reply.type(asPage)
    if (!row) return reply.code(404).send(page(deps, 'Nothing here', nothing))
    const body = html`<h1>A secret for you</h1>
<p class="lead">It is shown once and then destroyed. Have a place ready to put it.</p>
<p class="quiet">Request ${row.request}. Destroyed unseen at ${row.expires_at.toISOString()}.</p>
<form method="post" action="/secrets/${id}"><button>Show it now</button></form>`
    return reply.send(page(deps, 'A secret for you', body))
  })

  app.post(
    '/secrets/:id',
    { schema: { hide: true, params }, config: { limited: 'decisions' } },
    async (request, reply) => {
      void reply.type(asPage)
      const secret = await revealSecret(deps, callerOf(request), request.params.id).catch(
        (error: unknown) => {
          if (error instanceof DexError && error.code === 'not_found') return null
          throw error
        },
      )
      if (secret === null) return reply.code(404).send(page(deps, 'Nothing here', nothing))
      const body = html`<h1>Your secret</h1>
<p><code class="secret">${secret}</code></p>
<p class="quiet">It is destroyed: this page is the only place that has it. Leave it when you have put it away.</p>`
      return reply.send(page(deps, 'Your secret', body))
    },
  )
}

const nothing = html`<h1>Nothing here for you</h1>
<p class="lead">It was shown already, went stale, or is for somebody else.</p>
<p>If you need it still, ask for it again where you asked first.</p>`
