import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  type ContextManager,
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { Resource } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry'
import type { WorkerOptions } from '@temporalio/worker'
import { allowedSpan } from './allowed-span.ts'

export interface Telemetry {
  /** For each `Client`. */
  clientInterceptors: { workflow: OpenTelemetryWorkflowClientInterceptor[] }
  /** For each `Worker` that runs activities or workflows. */
  workerOptions: Pick<WorkerOptions, 'interceptors' | 'sinks'>
  /** Sends what is left. */
  stop(): Promise<void>
}

/**
 * Spans by the Temporal SDK's interceptors, sent over OTLP/HTTP to `endpoint` (OpenTelemetry's own variable). INVARIANT:
 * every span passes `allowedSpan`, so that none carries content. Sets the API's one context manager and propagator of
 * this process: called once, by a composition root.
 */
export function startTelemetry(options: { endpoint: string; part: string }): Telemetry {
  const exporter = new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces` })
  const processor = withoutContent(new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 }))
  const resource = new Resource({ 'service.name': `dex-${options.part}` })
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] })
  trace.setGlobalTracerProvider(provider)
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  context.setGlobalContextManager(createContextManager())
  return {
    clientInterceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
    workerOptions: {
      interceptors: { activity: [(ctx) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(ctx) })] },
      sinks: { exporter: makeWorkflowExporter(processor, resource) },
    },
    async stop() {
      await provider.shutdown()
      trace.disable()
      propagation.disable()
      context.disable()
    },
  }
}

const withoutContent = (next: SpanProcessor): SpanProcessor => ({
  onStart: (span, parent) => next.onStart(span, parent),
  onEnd: (span) => next.onEnd(allowedSpan(span)),
  forceFlush: () => next.forceFlush(),
  shutdown: () => next.shutdown(),
})

/** What belongs together follows the calls, across awaits. */
function createContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.call(self, ...args)),
    bind: (active, target) =>
      typeof target === 'function'
        ? (((...args: unknown[]) => storage.run(active, () => target(...args))) as typeof target)
        : target,
    enable: () => manager,
    disable: () => {
      storage.disable()
      return manager
    },
  }
  return manager
}
