import type { Clock } from '#contract/clock.ts'
import type { Code } from '#contract/codes.ts'
import { DexError, isDexError } from '#contract/error.ts'

const WAIT_MS_MAX = 15 * 60_000

/** By status alone: RFC 7644, 3.12 has no codes finer than that which servers agree on. */
function codeOf(status: number): Code {
  if (status === 401) return 'platform_unauthenticated'
  if (status === 403) return 'platform_forbidden'
  if (status === 404) return 'platform_not_found'
  if (status === 408) return 'platform_timeout'
  if (status === 409 || status === 412) return 'platform_conflict'
  if (status === 429) return 'platform_rate_limited'
  return status >= 500 && status !== 501 ? 'platform_unavailable' : 'platform_invalid'
}

export function refusalOf(answer: Response, requestId: string | null, clock: Clock): DexError {
  const { status, headers } = answer
  // A 404 that does not speak SCIM or JSON is a proxy's: never a fact about the object.
  const spoken = /^application\/(scim\+)?json\b/i.test(headers.get('content-type') ?? '')
  const code = status === 404 && !spoken ? 'platform_bad_answer' : codeOf(status)
  const retryAfterMs = status === 429 ? waitMs(headers.get('retry-after'), clock) : null
  const lacksScope = /insufficient_scope/.test(headers.get('www-authenticate') ?? '')
  return new DexError(code, undefined, {
    log: `scim ${status}`,
    ...(retryAfterMs !== null && { retryAfterMs }),
    extra: {
      platformRequestId: requestId,
      platformCode: lacksScope ? 'insufficient_scope' : null,
      mayHaveHappened: status >= 500 || status === 408,
    },
  })
}

/** No answer, or not all of it: it may have happened, unless our own way out refused to send. */
export function withoutAnswer(error: unknown, late: boolean): DexError {
  if (isDexError(error)) return error
  return new DexError(late ? 'platform_timeout' : 'platform_unavailable', undefined, {
    log: `scim ${error instanceof Error ? error.name : 'error'} without an answer`,
    extra: { platformRequestId: null, platformCode: null, mayHaveHappened: true },
  })
}

/** A 2xx that cannot be read: the write did happen, or it may have. */
export const badAnswer = (log: string, requestId: string | null): DexError =>
  new DexError('platform_bad_answer', undefined, {
    log: `scim: ${log}`,
    extra: { platformRequestId: requestId, platformCode: null, mayHaveHappened: true },
  })

/** RFC 9110, 10.2.3: seconds, or a date. */
function waitMs(text: string | null, clock: Clock): number | null {
  if (text === null) return null
  const seconds = Number(text)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(text) - clock()
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 1_000), WAIT_MS_MAX)
}
