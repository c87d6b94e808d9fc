import Anthropic from '@anthropic-ai/sdk'
import { DexError, isDexError } from '#contract/error.ts'

const waitMsMax = 10 * 60_000

/** `retry-after-ms`, or `retry-after` in seconds or as a date, measured by the server's own clock. */
function retryAfterMs(headers: Headers | undefined): number | undefined {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  const plain = headers?.get('retry-after') ?? ''
  const dated = Date.parse(plain) - Date.parse(headers?.get('date') ?? '')
  const wait = Number.isFinite(exact) ? exact : /^[\d.]+$/.test(plain) ? Number(plain) * 1_000 : dated
  return Number.isFinite(wait) && wait >= 0 ? Math.min(Math.round(wait), waitMsMax) : undefined
}

/** Only what holds no content: the vendor's message may quote what was sent, so it stays out of logs and histories. */
const describe = (error: InstanceType<typeof Anthropic.APIError>): string =>
  `anthropic answered ${error.status ?? 'nothing'} ${error.type ?? ''} request ${error.requestID ?? 'unknown'}`

const mends: Record<number, string> = {
  401: 'check ANTHROPIC_API_KEY',
  402: 'check the billing of the Anthropic account',
  403: 'check what ANTHROPIC_API_KEY may use',
  404: 'check the model’s name and the base URL',
}

/**
 * Retryable: no answer, 408, 409, 429, 5xx (529 is the vendor's overload). Every other status is
 * `model_bad_answer`: the same request would fail again. An error of our own egress passes unchanged.
 */
export function toDexError(error: unknown): DexError {
  if (isDexError(error)) return error
  if (error instanceof Anthropic.APIConnectionError && isDexError(error.cause)) return error.cause
  if (error instanceof Anthropic.APIError) {
    const status = error.status as number | undefined
    const log = describe(error)
    if (status === undefined || status >= 500 || [408, 409, 429].includes(status)) {
      const wait = retryAfterMs(error.headers as Headers | undefined)
      return new DexError('model_unavailable', undefined, {
        log,
        ...(wait === undefined ? {} : { retryAfterMs: wait }),
      })
    }
    const mend = mends[status]
    return new DexError('model_bad_answer', undefined, { log, ...(mend ? { mend } : {}) })
  }
  if (error instanceof SyntaxError)
    return new DexError('model_bad_answer', undefined, { log: 'the answer is not JSON' })
  const name = error instanceof Error ? error.name : typeof error
  return new DexError('model_unavailable', undefined, { log: `the answer broke off: ${name}` })
}
