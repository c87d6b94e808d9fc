import type { Code } from './codes.ts'
import { codes } from './codes.ts'

export interface DexErrorOptions {
  /** For logs: may name ids, rule ids, paths; never content. */
  log?: string
  /** What the person can do about it; defaults to the code's own mend. */
  mend?: string
  /** The vendor's own wait before a retry, in milliseconds. */
  retryAfterMs?: number
  /** Extra members for a problem document (RFC 9457); no content. */
  extra?: Record<string, unknown>
  cause?: unknown
}

/**
 * The one error type that crosses rooms. `code` is stable and has a page in docs/errors/; `message` is for people.
 */
export class DexError extends Error {
  readonly code: Code
  readonly log: string
  readonly mend: string
  readonly retryAfterMs: number | undefined
  readonly extra: Record<string, unknown>

  constructor(code: Code, message?: string, options: DexErrorOptions = {}) {
    super(message ?? codes[code].text, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DexError'
    this.code = code
    this.log = options.log ?? this.message
    this.mend = options.mend ?? codes[code].mend
    this.retryAfterMs = options.retryAfterMs
    this.extra = options.extra ?? {}
  }

  get retryable(): boolean {
    return codes[this.code].retryable
  }

  get status(): number {
    return codes[this.code].status
  }
}

export const isDexError = (error: unknown, code?: Code): error is DexError =>
  error instanceof DexError && (code === undefined || error.code === code)
