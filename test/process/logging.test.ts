import { expect, test } from 'vitest'
import type { LogFields } from '#contract/logger.ts'
import { createLogger } from '#process/logging.ts'
import { createMetrics, serveMetrics } from '#process/metrics.ts'

test('only allowed fields with plain values reach a log line', () => {
  const lines: string[] = []
  const logger = createLogger({ part: 'gate', stream: { write: (line) => void lines.push(line) } })
  const fields = {
    request: 'req_1',
    count: 2,
    part: 'forged',
    ticketText: 'my phone is gone',
    detail: { nested: 'my phone is gone' },
  } as unknown as LogFields
  logger.info(fields, 'opened')
  logger.debug({}, 'below the level')
  expect(lines).toHaveLength(1)
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>
  expect(line).toMatchObject({ level: 'info', part: 'gate', request: 'req_1', count: 2, message: 'opened' })
  expect(Object.keys(line).toSorted()).toEqual(['count', 'level', 'message', 'part', 'request', 'time'])
})

test('what is counted stands in /metrics', async () => {
  const metrics = createMetrics('gate')
  metrics.decided('deny')
  metrics.decided('deny')
  metrics.gateCalled({ platform: 'okta', outcome: 'done', ms: 40 })
  metrics.platformKept({ platform: 'okta' })
  metrics.platformsAway({ platform: 'okta', tenants: 2 })
  metrics.modelTurned({
    tenant: 'acme',
    model: 'm',
    stopReason: 'tool_use',
    inputTokens: 100,
    outputTokens: 7,
    cacheReadTokens: 60,
    costMicros: 1_500,
    ms: 900,
  })
  const server = await serveMetrics(metrics, 0)
  try {
    const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
    expect(text).toContain('dex_decisions_total{effect="deny",part="gate"} 2')
    expect(text).toContain('dex_model_cost_dollars_total{tenant="acme",model="m",part="gate"} 0.0015')
    expect(text).toContain('dex_model_tokens_total{direction="in",part="gate"} 100')
    expect(text).toMatch(
      /dex_gate_call_seconds_bucket\{le="0.05",part="gate",platform="okta",outcome="done"\} 1/,
    )
    expect((await fetch(`http://127.0.0.1:${server.port}/other`)).status).toBe(404)
  } finally {
    await server.close()
  }
})
