import { OktaApiError } from '@okta/okta-sdk-nodejs'
import { z } from 'zod'
import type { Code } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import { dexErrorWithin, withTrace } from '../sdk-error.ts'
import type { OktaTrace } from './trace.ts'

/**
 * Okta's error codes onto ours; the rest goes by HTTP status. Branches on `errorCode`, never on text.
 * https://developer.okta.com/docs/reference/error-codes/
 */
const byErrorCode: Record<string, Code> = {
  E0000005: 'platform_unauthenticated',
  E0000006: 'platform_forbidden',
  E0000007: 'platform_not_found',
  E0000008: 'platform_invalid',
  E0000014: 'platform_conflict',
  // 401, yet it says that the org lacks the feature: connecting again would not help.
  E0000015: 'platform_forbidden',
  E0000016: 'platform_conflict',
  E0000017: 'platform_conflict',
  E0000023: 'platform_invalid',
  E0000032: 'platform_conflict',
  E0000034: 'platform_conflict',
  E0000035: 'platform_conflict',
  E0000038: 'platform_conflict',
  E0000069: 'platform_conflict',
  E0000075: 'platform_invalid',
  E0000077: 'platform_invalid',
  E0000080: 'platform_invalid',
  E0000107: 'platform_conflict',
  E0000117: 'platform_conflict',
  E0000119: 'platform_conflict',
}

function byStatus(status: number): Code {
  if (status === 401) return 'platform_unauthenticated'
  if (status === 403) return 'platform_forbidden'
  if (status === 408) return 'platform_timeout'
  if (status === 409 || status === 412 || status === 423) return 'platform_conflict'
  if (status === 429) return 'platform_rate_limited'
  if (status === 501) return 'platform_invalid'
  if (status >= 500) return 'platform_unavailable'
  // A 404 that does not speak Okta is a proxy's: never a fact about the object.
  if (status === 404) return 'platform_bad_answer'
  return 'platform_invalid'
}

const Failed = z.object({ status: z.coerce.number().int(), errorCode: z.string().optional() })

/**
 * Whatever the SDK threw, as a DexError of a `platform_*` code. `extra` carries `platformRequestId`, `platformCode`
 * (such as `E0000006`) and `mayHaveHappened`: false when Okta surely did nothing, true when a write must be read back.
 * Messages, bodies and URLs of the SDK's errors may hold content and are left behind.
 */
export function toDexError(error: unknown, trace: OktaTrace, signal: AbortSignal): DexError {
  const inner = dexErrorWithin(error, 5)
  if (inner !== null) return withTrace(inner, trace)
  const failed = Failed.safeParse(error)
  if (error instanceof OktaApiError || (failed.success && named(error, 'HttpError'))) {
    const status = failed.data?.status ?? 0
    const platformCode = failed.data?.errorCode
    const code = trace.insufficientScope
      ? 'platform_forbidden'
      : ((platformCode === undefined ? undefined : byErrorCode[platformCode]) ?? byStatus(status))
    return new DexError(code, undefined, {
      log: `okta ${status} ${platformCode ?? 'no code'}`,
      ...(code === 'platform_rate_limited' &&
        trace.retryAfterMs !== null && { retryAfterMs: trace.retryAfterMs }),
      extra: {
        platformRequestId: trace.requestId,
        platformCode: trace.insufficientScope ? 'insufficient_scope' : (platformCode ?? null),
        mayHaveHappened: status >= 500 || status === 408,
      },
    })
  }
  return new DexError(codeWithoutAnswer(error, trace, signal), undefined, {
    log: `okta ${error instanceof Error ? error.name : 'error'} after ${trace.status ?? 'no answer'}`,
    extra: { platformRequestId: trace.requestId, platformCode: null, mayHaveHappened: trace.sent },
  })
}

function codeWithoutAnswer(error: unknown, trace: OktaTrace, signal: AbortSignal): Code {
  if (named(error, 'RequiredError')) return 'platform_invalid'
  if (signal.aborted || named(error, 'TimeoutError') || named(error, 'AbortError')) return 'platform_timeout'
  if (trace.status !== null && trace.status < 300) return 'platform_bad_answer'
  return 'platform_unavailable'
}

const named = (error: unknown, name: string): boolean =>
  error instanceof Error && (error.name === name || error.constructor.name === name)
