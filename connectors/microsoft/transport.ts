import type { Context, Middleware } from '@microsoft/microsoft-graph-client'
import type { Clock } from '#contract/clock.ts'
import type { Credential } from '#contract/connector.ts'
import { claimsChallenge } from './claims-challenge.ts'
import { DexError } from '#contract/error.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { withDeadline } from '#egress/deadline.ts'
import { retryAfterMs } from './rate-limit.ts'
import type { GraphTrace } from './trace.ts'
import { readAnswer } from '../read-answer.ts'

const readable = { platform: 'graph', type: /^application\/json\b/i, errorMember: 'error' }

export interface TransportOptions {
  credential: Credential
  signal: AbortSignal
  fetchFor: FetchFor
  clock: Clock
  trace: GraphTrace
  requestTimeoutMs: number
}

export const API_PATH = '/v1.0/'

/**
 * The SDK's whole middleware chain, replaced: its own drops the bearer without a word on any host but Microsoft's, repeats
 * writes after a 504, and follows redirects. Here: the delegated bearer, the injected fetch, no redirect, no retry
 * (Temporal retries), the call's deadline on headers and body alike.
 */
export function createTransport(options: TransportOptions): Middleware {
  const { trace } = options
  return {
    async execute(context: Context): Promise<void> {
      trace.thrown = null
      try {
        context.response = await withDeadline(options.signal, options.requestTimeoutMs, (deadline) =>
          send(context, options, deadline),
        )
      } catch (error) {
        trace.thrown = error
        throw error
      }
    },
  }
}

async function send(context: Context, options: TransportOptions, deadline: AbortSignal): Promise<Response> {
  const { credential, fetchFor, clock, trace } = options
  const url = checkedUrl(typeof context.request === 'string' ? context.request : '', credential.origin)
  const { method = 'GET', body = null } = context.options ?? {}
  const headers = new Headers(context.options?.headers)
  headers.set('authorization', `Bearer ${credential.accessToken}`)
  headers.set('accept', 'application/json')
  trace.sent = true
  trace.status = null
  const answer = await fetchFor(credential.origin)(url, {
    method,
    headers,
    body: typeof body === 'string' ? body : null,
    redirect: 'error',
    signal: deadline,
  })
  trace.status = answer.status
  trace.requestId = answer.headers.get('request-id') ?? trace.requestId
  if (answer.status === 401) trace.claims = claimsChallenge(answer.headers.get('www-authenticate'))
  if (answer.status === 429 || answer.status === 503) trace.retryAfterMs = retryAfterMs(answer.headers, clock)
  const read = await readAnswer(answer, readable)
  // 202 and 200 without a body become 204: the SDK takes an empty JSON body for a syntax error.
  const empty = read.ok && (await read.text()) === ''
  return empty ? new Response(null, { status: 204, headers: read.headers }) : read
}

/**
 * INVARIANT: the bearer goes to its own origin, below /v1.0/, and nowhere else, next links included. The SDK encodes
 * nothing: an id with `..` would reach another route, so that a URL which fetch would rewrite is refused.
 */
export function checkedUrl(raw: string, origin: string): string {
  const url = URL.parse(raw)
  if (url === null) throw new DexError('egress_refused', 'not a URL')
  const path = raw.slice(raw.indexOf('/', raw.indexOf('//') + 2)).split(/[?#]/)[0]
  const escapes = url.origin !== origin || url.pathname !== path || !url.pathname.startsWith(API_PATH)
  // A `#` would cut the query short: an unencoded value has got in.
  if (escapes || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new DexError('egress_refused', 'the platform or an id leads to another address')
  }
  return url.href
}
