import { GraphError } from '@microsoft/microsoft-graph-client'
import type { Code } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import { dexErrorWithin, withTrace } from '../sdk-error.ts'
import type { GraphTrace } from './trace.ts'

/**
 * Graph's error codes onto ours; the rest goes by HTTP status. Branches on `code`, never on text: back ends behind Graph
 * spell their own, and the text changes. https://learn.microsoft.com/graph/errors
 */
const byErrorCode: Record<string, Code> = {
  InvalidAuthenticationToken: 'platform_unauthenticated',
  Authorization_RequestDenied: 'platform_forbidden',
  ErrorAccessDenied: 'platform_forbidden',
  accessDenied: 'platform_forbidden',
  Request_ResourceNotFound: 'platform_not_found',
  ErrorItemNotFound: 'platform_not_found',
  ResourceNotFound: 'platform_not_found',
  itemNotFound: 'platform_not_found',
  Directory_ConcurrencyViolation: 'platform_conflict',
  TooManyRequests: 'platform_rate_limited',
}

function byStatus(status: number, spoken: boolean): Code {
  if (status === 401) return 'platform_unauthenticated'
  if (status === 403) return 'platform_forbidden'
  // A 404 that does not speak Graph is a proxy's: never a fact about the object.
  if (status === 404) return spoken ? 'platform_not_found' : 'platform_bad_answer'
  if (status === 408) return 'platform_timeout'
  if (status === 409 || status === 412 || status === 423) return 'platform_conflict'
  if (status === 429) return 'platform_rate_limited'
  if (status === 501) return 'platform_invalid'
  if (status >= 500) return 'platform_unavailable'
  return 'platform_invalid'
}

/**
 * Whatever the SDK threw, as a DexError of a `platform_*` code. `extra` carries `platformRequestId`, `platformCode` (such
 * as `Request_BadRequest`) and `mayHaveHappened`: false when Graph surely did nothing, true when a write must be read back.
 * Messages and bodies of the SDK's errors may hold content and are left behind.
 */
export function toDexError(error: unknown, trace: GraphTrace, signal: AbortSignal): DexError {
  const inner = dexErrorWithin(error, 6) ?? dexErrorWithin(trace.thrown, 6)
  if (inner !== null) return withTrace(inner, trace)
  const status = trace.status
  if (error instanceof GraphError && status !== null && status >= 300) {
    const platformCode = typeof error.code === 'string' && error.code !== '' ? word(error.code) : null
    // INVARIANT: by status first where a repeat hangs on it; a 5xx is never taken for a fact about the object.
    const known =
      platformCode === null || status >= 500 || status === 429 ? undefined : byErrorCode[platformCode]
    const code = known ?? byStatus(status, platformCode !== null)
    return new DexError(code, undefined, {
      log: `graph ${status} ${platformCode ?? 'no code'}`,
      ...(trace.retryAfterMs !== null && { retryAfterMs: trace.retryAfterMs }),
      extra: {
        platformRequestId: trace.requestId,
        platformCode,
        ...(trace.claims !== null && { claims: trace.claims }),
        mayHaveHappened: status >= 500 || status === 408,
      },
    })
  }
  return new DexError(codeWithoutAnswer(trace, signal), undefined, {
    log: `graph ${error instanceof Error ? word(error.name) : 'error'} after ${trace.status ?? 'no answer'}`,
    extra: { platformRequestId: trace.requestId, platformCode: null, mayHaveHappened: trace.sent },
  })
}

function codeWithoutAnswer(trace: GraphTrace, signal: AbortSignal): Code {
  if (signal.aborted || timedOut(trace.thrown)) return 'platform_timeout'
  if (trace.status !== null && trace.status < 300) return 'platform_bad_answer'
  return 'platform_unavailable'
}

const timedOut = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')

const word = (value: string): string => value.replace(/[^\w.-]/g, '').slice(0, 80)
