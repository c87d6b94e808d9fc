import { z } from 'zod'
import { kinds } from '../kinds.ts'
import { roles, services, variable, workers } from '../variable.ts'

export const watchingVariables = {
  DEX_LOG_LEVEL: variable({
    field: 'logLevel',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    expects: '`debug`, `info`, `warn`, `error` or `silent`',
    for: roles,
    fallback: 'info',
    what: 'least severity of the log lines written to stderr as JSON',
  }),
  DEX_METRICS_PORT: variable({
    field: 'metricsPort',
    ...kinds.port,
    for: workers,
    what: "port of a worker's /metrics, loopback only; without it none is served",
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable({
    field: 'otlpEndpoint',
    ...kinds.webUrl,
    for: services,
    what: 'OpenTelemetry collector that gets spans over OTLP/HTTP; without it none are made',
  }),
} as const
