import { z } from 'zod'
import type { App } from '../app.ts'
import { html } from '../pages/html.ts'

const Query = z.looseObject({ content: z.string().max(20_000).default('') })

/** No script, no style but ours, and framed by our own pages alone. */
export const renderPolicy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"

/**
 * `GET /render`: Temporal Web frames a workflow's current details from this address, wherever it is served itself. It
 * gets them as text: nothing that is passed here becomes markup.
 */
export function addRender(app: App): void {
  app.get('/render', { schema: { hide: true, querystring: Query } }, async (request, reply) => {
    void reply.type('text/html; charset=utf-8')
    return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Details</title><link rel="stylesheet" href="/style.css"></head>
<body><p>${request.query.content}</p></body>
</html>`.text
  })
}
