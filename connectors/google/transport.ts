import { DexError } from '#contract/error.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { withDeadline } from '#egress/deadline.ts'
import { licensingOrigin } from './licensing-origin.ts'
import type { GoogleTrace } from './trace.ts'
import type { Exchange } from '../delegated-run.ts'
import { anyJson, readAnswer } from '../read-answer.ts'

const readable = { platform: 'google', type: anyJson, errorMember: 'error' }

export interface TransportOptions {
  /** Of the call that is running; null outside of one. */
  running: () => Exchange<GoogleTrace> | null
  fetchFor: FetchFor
  requestTimeoutMs: number
}

const WAIT_MS_MIN = 1_000
const WAIT_MS_MAX = 15 * 60_000

/**
 * The SDK's transport on the injected fetch: the delegated bearer, no redirect, the call's deadline on headers and body
 * alike. Proxies of the environment are not taken.
 */
export const createTransport =
  ({ running, fetchFor, requestTimeoutMs }: TransportOptions): ReturnType<FetchFor> =>
  async (input, init) => {
    const exchange = running()
    if (exchange === null) throw new DexError('egress_refused', 'an exchange outside of a call')
    return withDeadline(exchange.signal, requestTimeoutMs, (deadline) =>
      send(exchange, fetchFor, input, { ...init, signal: deadline }),
    )
  }

async function send(
  { credential, trace }: Exchange<GoogleTrace>,
  fetchFor: FetchFor,
  input: string | URL | Request,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  const url = checkedUrl(input, credential.origin)
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${credential.accessToken}`)
  trace.sent = true
  trace.status = null
  const answer = await fetchFor(url.origin)(url.href, {
    method: (init.method ?? 'GET').toUpperCase(),
    headers,
    body: typeof init.body === 'string' ? init.body : null,
    redirect: 'error',
    signal: init.signal,
  })
  trace.status = answer.status
  trace.requestId = answer.headers.get('x-goog-request-id') ?? trace.requestId
  trace.retryAfterMs = waitOf(answer.headers)
  return readAnswer(answer, readable)
}

const roots = ['/admin/directory/v1/', '/admin/reports/v1/', '/apps/licensing/v1/']

/** INVARIANT: the bearer goes to its own origin and its sister for licences, below the APIs' roots, nowhere else. */
function checkedUrl(input: string | URL | Request, origin: string): URL {
  const url = URL.parse(input instanceof Request ? input.url : String(input))
  if (url === null) throw new DexError('egress_refused', 'not a URL')
  const licensing = url.pathname.startsWith('/apps/licensing/v1/')
  const own = url.origin === (licensing ? licensingOrigin(origin) : origin)
  const within = roots.some((root) => url.pathname.startsWith(root))
  if (!own || !within || url.username !== '' || url.password !== '') {
    throw new DexError('egress_refused', 'the platform or an id leads to another address')
  }
  return url
}

function waitOf(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1_000, WAIT_MS_MIN), WAIT_MS_MAX) : null
}
