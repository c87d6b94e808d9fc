import { z } from 'zod'
import type { Code } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import { dexErrorWithin, withTrace } from '../sdk-error.ts'
import type { GoogleTrace } from './trace.ts'

/**
 * Google's reasons onto ours; the rest goes by HTTP status. Branches on `errors[0].reason`, never on text: a 403 may be
 * a quota. https://developers.google.com/admin-sdk/directory/v1/limits
 */
const byReason: Readonly<Record<string, Code>> = {
  authError: 'platform_unauthenticated',
  userRateLimitExceeded: 'platform_rate_limited',
  rateLimitExceeded: 'platform_rate_limited',
  quotaExceeded: 'platform_rate_limited',
  dailyLimitExceeded: 'platform_rate_limited',
  forbidden: 'platform_forbidden',
  insufficientPermissions: 'platform_forbidden',
  notFound: 'platform_not_found',
  duplicate: 'platform_conflict',
  conflict: 'platform_conflict',
  conditionNotMet: 'platform_conflict',
  adminCannotUnsuspend: 'platform_conflict',
  backendError: 'platform_unavailable',
}

function byStatus(status: number): Code {
  if (status === 401) return 'platform_unauthenticated'
  if (status === 403) return 'platform_forbidden'
  if (status === 408) return 'platform_timeout'
  if (status === 409 || status === 412) return 'platform_conflict'
  if (status === 429) return 'platform_rate_limited'
  if (status >= 500) return 'platform_unavailable'
  // A 404 that does not speak as the API does is a proxy's: never a fact about the object.
  if (status === 404) return 'platform_bad_answer'
  return 'platform_invalid'
}

const Failed = z.object({
  response: z.object({
    status: z.int(),
    data: z
      .object({
        error: z.object({
          errors: z.array(z.object({ reason: z.string() })).optional(),
          details: z.array(z.object({ reason: z.string().optional() })).optional(),
        }),
      })
      .optional()
      .catch(undefined),
  }),
})

/**
 * Whatever the SDK threw, as a DexError of a `platform_*` code. `extra` carries `platformRequestId`, `platformCode`
 * (Google's reason, such as `notFound`) and `mayHaveHappened`: false when Google surely did nothing, true when a write
 * must be read back. INVARIANT: the SDK's errors hold the request, new passwords included: nothing of them goes on.
 */
export function toDexError(error: unknown, trace: GoogleTrace, signal: AbortSignal): DexError {
  const inner = dexErrorWithin(error, 5)
  if (inner !== null) return withTrace(inner, trace)
  const failed = Failed.safeParse(error)
  if (!failed.success) {
    return new DexError(codeWithoutAnswer(error, trace, signal), undefined, {
      log: `google ${nameOf(error)} after ${trace.status ?? 'no answer'}`,
      extra: { platformRequestId: trace.requestId, platformCode: null, mayHaveHappened: trace.sent },
    })
  }
  const { status, data } = failed.data.response
  const reason = data?.error.errors?.[0]?.reason
  const scopeMissing =
    reason === 'insufficientPermissions' ||
    data?.error.details?.some((detail) => detail.reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT') === true
  const known = reason === undefined || status >= 500 ? undefined : byReason[reason]
  const code = known ?? byStatus(status)
  return new DexError(code, undefined, {
    log: `google ${status} ${word(reason ?? 'no reason')}`,
    ...(code === 'platform_rate_limited' &&
      trace.retryAfterMs !== null && { retryAfterMs: trace.retryAfterMs }),
    extra: {
      platformRequestId: trace.requestId,
      platformCode: scopeMissing ? 'insufficient_scope' : reason === undefined ? null : word(reason),
      // `conflict` says that the same change is under way.
      mayHaveHappened: status >= 500 || status === 408 || reason === 'conflict',
    },
  })
}

function codeWithoutAnswer(error: unknown, trace: GoogleTrace, signal: AbortSignal): Code {
  if (!trace.sent && !signal.aborted) return 'platform_invalid'
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  if (signal.aborted || code === 'TimeoutError' || code === 'AbortError') return 'platform_timeout'
  if (trace.status !== null && trace.status < 300) return 'platform_bad_answer'
  return 'platform_unavailable'
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'error')
const word = (value: string): string => value.replace(/[^\w.-]/g, '').slice(0, 60)
