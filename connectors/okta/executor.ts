import { DefaultRequestExecutor } from '@okta/okta-sdk-nodejs'
import type { Clock } from '#contract/clock.ts'
import { DexError } from '#contract/error.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { withDeadline } from '#egress/deadline.ts'
import { rateLimitWaitMs } from './rate-limit.ts'
import type { OktaTrace } from './trace.ts'
import type { Exchange } from '../delegated-run.ts'
import { anyJson, readAnswer } from '../read-answer.ts'

const readable = { platform: 'okta', type: anyJson, errorMember: 'errorCode' }

export interface DelegatedExecutorOptions {
  /** Of the call that is running; null outside of one. */
  exchange: () => Exchange<OktaTrace> | null
  fetchFor: FetchFor
  clock: Clock
  requestTimeoutMs: number
}

/** node-fetch's types are not installed; these are the members that the SDK sets. */
type SdkRequest = Parameters<DefaultRequestExecutor['fetch']>[0] & {
  method?: string
  headers?: Record<string, string>
  body?: unknown
}
type SdkResponse = Awaited<ReturnType<DefaultRequestExecutor['fetch']>>

/**
 * The SDK's transport, replaced: the delegated bearer instead of its token, the injected fetch instead of node-fetch,
 * no redirect, no retry (Temporal retries), the call's deadline on headers and body alike.
 */
export class DelegatedExecutor extends DefaultRequestExecutor {
  readonly #options: DelegatedExecutorOptions

  constructor(options: DelegatedExecutorOptions) {
    super({ maxRetries: 0, requestTimeout: options.requestTimeoutMs })
    this.#options = options
  }

  override async fetch(request: SdkRequest): Promise<SdkResponse> {
    const exchange = this.#options.exchange()
    if (exchange === null) throw new DexError('egress_refused', 'an exchange outside of a call')
    return withDeadline(exchange.signal, this.#options.requestTimeoutMs, (deadline) =>
      this.#send(request, exchange, deadline),
    )
  }

  async #send(
    request: SdkRequest,
    { credential, trace }: Exchange<OktaTrace>,
    deadline: AbortSignal,
  ): Promise<SdkResponse> {
    const { fetchFor, clock } = this.#options
    const url = checkedUrl(request.url ?? '', credential.origin)
    const headers = new Headers(request.headers)
    headers.set('authorization', `Bearer ${credential.accessToken}`)
    const body = typeof request.body === 'string' ? request.body : null
    trace.sent = true
    trace.status = null
    const answer = await fetchFor(credential.origin)(url, {
      method: (request.method ?? 'get').toUpperCase(),
      headers,
      body,
      redirect: 'error',
      signal: deadline,
    })
    trace.status = answer.status
    trace.requestId = answer.headers.get('x-okta-request-id') ?? trace.requestId
    trace.insufficientScope = /insufficient_scope/.test(answer.headers.get('www-authenticate') ?? '')
    if (answer.status === 429) trace.retryAfterMs = rateLimitWaitMs(answer.headers, clock)
    // The SDK reads status, url, headers, text() and json() alone.
    return (await readAnswer(answer, readable)) as unknown as SdkResponse
  }
}

/**
 * INVARIANT: the bearer goes to its own origin, below /api/v1/, and nowhere else, next links included. The SDK leaves
 * `..` in a path unencoded, and fetch would resolve it into another route: such a URL is refused, not normalized.
 */
function checkedUrl(raw: string, origin: string): string {
  const url = URL.parse(raw)
  if (url === null) throw new DexError('egress_refused', 'not a URL')
  const path = raw.slice(raw.indexOf('/', raw.indexOf('//') + 2)).split(/[?#]/)[0]
  const escapes = url.origin !== origin || url.pathname !== path || !url.pathname.startsWith('/api/v1/')
  if (escapes || url.username !== '' || url.password !== '') {
    throw new DexError('egress_refused', 'the platform or an id leads to another address')
  }
  return url.href
}
