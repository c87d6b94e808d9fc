import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Metrics } from '#contract/metrics.ts'

export interface MetricsRegistry extends Metrics {
  readonly contentType: string
  /** The exposition that Prometheus reads. */
  text(): Promise<string>
}

const seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** A registry of its own for each call; `part` becomes a label of every series. */
export function createMetrics(part: string): MetricsRegistry {
  const registry = new Registry()
  registry.setDefaultLabels({ part })
  collectDefaultMetrics({ register: registry })
  const counter = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[] = [],
  ): Counter<Label> => new Counter({ name, help, labelNames, registers: [registry] })
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
  ): Histogram<Label> => new Histogram({ name, help, labelNames, buckets: seconds, registers: [registry] })

  const requests = counter('dex_requests_opened_total', 'requests opened, by channel', ['channel'])
  const decisions = counter('dex_decisions_total', 'policy decisions, by effect', ['effect'])
  const calls = histogram('dex_gate_call_seconds', 'platform calls of the gate', ['platform', 'outcome'])
  const turns = histogram('dex_model_turn_seconds', 'model turns, by stop reason', ['stop'])
  const tokens = counter('dex_model_tokens_total', 'model tokens, by direction', ['direction'])
  const cost = counter(
    'dex_model_cost_dollars_total',
    'what models cost by the configured prices, by tenant and model',
    ['tenant', 'model'],
  )
  const approvals = counter('dex_approvals_total', 'decisions of people, by verdict', ['verdict'])
  const appends = counter('dex_log_appends_total', 'entries written to the activity log')

  const kept = counter('dex_platform_kept_total', 'calls kept from a platform that does not answer', [
    'platform',
  ])
  const away = new Gauge({
    name: 'dex_platform_away',
    help: 'tenants for whom this platform is not called for now, since it does not answer',
    labelNames: ['platform'],
    registers: [registry],
  })

  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] })
  const openKeys = gauge('dex_request_keys_open', 'keys of open requests, at the last sweep')
  const closedKeys = gauge(
    'dex_request_keys_of_closed',
    'keys of closed requests at the last sweep; not 0 is an alarm',
  )

  return {
    requestOpened: (channel) => requests.inc({ channel }),
    decided: (effect) => decisions.inc({ effect }),
    gateCalled: ({ platform, outcome, ms }) => calls.observe({ platform, outcome }, ms / 1_000),
    modelTurned: ({
      tenant,
      model,
      stopReason,
      inputTokens,
      outputTokens,
      cacheReadTokens,
      costMicros,
      ms,
    }) => {
      turns.observe({ stop: stopReason }, ms / 1_000)
      tokens.inc({ direction: 'cached' }, cacheReadTokens)
      cost.inc({ tenant, model }, costMicros / 1_000_000)
      tokens.inc({ direction: 'in' }, inputTokens)
      tokens.inc({ direction: 'out' }, outputTokens)
    },
    platformKept: ({ platform }) => kept.inc({ platform }),
    platformsAway: ({ platform, tenants }) => away.set({ platform }, tenants),
    approvalGiven: (verdict) => approvals.inc({ verdict }),
    logAppended: () => appends.inc(),
    keysSwept: ({ open, ofClosed }) => {
      openKeys.set(open)
      closedKeys.set(ofClosed)
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

/** Serves `/metrics` of a worker on loopback; port 0 picks one. */
export async function serveMetrics(
  metrics: MetricsRegistry,
  port: number,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    void metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
