import { z } from 'zod'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { withTemporal } from '../temporal/with-temporal.ts'

const probeMs = 2_000
const Ready = z.strictObject({ ready: z.boolean(), database: z.boolean(), temporal: z.boolean() })

/** `GET /healthz` the process, `GET /readyz` what it needs, `GET /metrics` its counters (codes only, no ids). */
export function addHealth(app: App, deps: ApiDeps): void {
  const tags = ['operations']
  app.get(
    '/healthz',
    {
      schema: {
        tags,
        summary: 'The process runs',
        response: { 200: z.strictObject({ ok: z.literal(true) }) },
      },
    },
    async () => ({ ok: true as const }),
  )
  app.get(
    '/readyz',
    { schema: { tags, summary: 'Database and Temporal answer', response: { 200: Ready, 503: Ready } } },
    async (_request, reply) => {
      const [database, temporal] = await Promise.all([
        answers(deps.database.assertSchema()),
        answers(withTemporal(deps, null, probeMs, (client) => client.workflowService.getSystemInfo({}))),
      ])
      const ready = database && temporal
      return reply.code(ready ? 200 : 503).send({ ready, database, temporal })
    },
  )
  app.get(
    '/metrics',
    { schema: { tags, summary: 'Metrics in Prometheus’ text format' } },
    async (_request, reply) => reply.type(deps.metrics.contentType).send(await deps.metrics.text()),
  )
}

const answers = (probe: Promise<unknown>): Promise<boolean> =>
  probe.then(
    () => true,
    () => false,
  )
