import type { Code } from '#contract/codes.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { DeskSenderOptions } from './desk-sender-options.ts'

const TIMEOUT_MS = 15_000

/** One exchange with the desk; JSON in and out. Every failure is a DexError `platform_*` with `mayHaveHappened`. */
export async function deskCall(
  options: DeskSenderOptions,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  let answer: Response
  try {
    answer = await options.fetch(new URL(path, options.origin), {
      method,
      headers: {
        authorization: `Bearer ${options.token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    if (isDexError(error)) throw error
    throw failure(
      error instanceof Error && error.name === 'TimeoutError' ? 'platform_timeout' : 'platform_unavailable',
    )
  }
  if (!answer.ok) {
    await answer.body?.cancel()
    throw refusal(answer)
  }
  try {
    return await answer.json()
  } catch {
    throw failure('platform_bad_answer')
  }
}

const failure = (code: Code): DexError =>
  new DexError(code, undefined, { log: `desk: ${code}`, extra: { mayHaveHappened: true } })

function refusal(answer: Response): DexError {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  return new DexError(codeOf(answer.status), undefined, {
    log: `desk ${answer.status}`,
    ...(answer.status === 429 && Number.isFinite(seconds) && { retryAfterMs: Math.max(seconds, 1) * 1_000 }),
    extra: { mayHaveHappened: answer.status >= 500 },
  })
}

function codeOf(status: number): Code {
  if (status === 401) return 'platform_unauthenticated'
  if (status === 403) return 'platform_forbidden'
  if (status === 404) return 'platform_not_found'
  if (status === 409) return 'platform_conflict'
  if (status === 429) return 'platform_rate_limited'
  return status >= 500 ? 'platform_unavailable' : 'platform_invalid'
}
