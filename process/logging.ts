import { type DestinationStream, destination, pino } from 'pino'
import { type LogFields, type Logger, logFields } from '#contract/logger.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface LoggerOptions {
  /** `api`, `gate`, `think`, `dex`. */
  part: string
  level?: LogLevel
  /** Where lines go; stderr when absent, as stdout belongs to results. */
  stream?: DestinationStream
}

const lengthMax = 2_000

/** JSON lines. INVARIANT: only the fields of contract/logger.ts leave, and only as plain values; others are dropped. */
export function createLogger(options: LoggerOptions): Logger {
  const sink = pino(
    {
      level: options.level ?? 'info',
      base: { part: options.part },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
    },
    options.stream ?? destination({ fd: 2, sync: true }),
  )
  return {
    debug: (fields, message) => sink.debug(allowed(fields), message),
    info: (fields, message) => sink.info(allowed(fields), message),
    warn: (fields, message) => sink.warn(allowed(fields), message),
    error: (fields, message) => sink.error(allowed(fields), message),
  }
}

function allowed(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of logFields) {
    // `part` is the logger's own
    if (name === 'part') continue
    const value: unknown = fields[name]
    if (typeof value === 'string') kept[name] = value.slice(0, lengthMax)
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null) kept[name] = value
  }
  return kept
}
