import type { Dispatcher } from 'undici'
import { DexError } from '#contract/error.ts'
import { notAfterOf } from './deadline.ts'
import { acceptedEncodings, decoded } from './decoded.ts'
import type { InTime } from './in-time.ts'
import { tooLarge } from './too-large.ts'
import { WholeResponse } from './whole-response.ts'

export interface Outgoing {
  method: string
  headers: Headers
  body: string | Uint8Array | null
}

/** Statuses whose answer has no body (fetch, "null body status"). */
const bodiless = new Set([204, 205, 304])

/**
 * One exchange as `fetch` has it, its answer whole in memory and at most `bytesMax` long, no redirect followed. Rejects with
 * `egress_refused` for a redirect or a larger answer, with the signal's reason, or with the TypeError that SDKs know. Below
 * `fetch`, whose streams cost more than all the rest of a call.
 */
export async function exchange(
  agent: Dispatcher,
  url: URL,
  outgoing: Outgoing,
  { signal, bytesMax }: { signal: AbortSignal; bytesMax: number },
): Promise<Response> {
  const { method, headers, body } = outgoing
  if (!headers.has('accept')) headers.set('accept', '*/*')
  if (!headers.has('accept-encoding')) headers.set('accept-encoding', acceptedEncodings)
  if (!headers.has('user-agent')) headers.set('user-agent', 'dex')
  if (typeof body === 'string' && !headers.has('content-type'))
    headers.set('content-type', 'text/plain;charset=UTF-8')
  try {
    const options: Dispatcher.RequestOptions & InTime = {
      notAfter: notAfterOf(signal),
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: method as Dispatcher.HttpMethod,
      headers: Object.fromEntries(headers),
      body,
      signal,
    }
    const answer = await agent.request(options)
    return await responseOf(answer, url, bytesMax)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof DOMException) throw error
    throw refusalIn(error) ?? new TypeError('fetch failed', { cause: error })
  }
}

async function responseOf(answer: Dispatcher.ResponseData, url: URL, bytesMax: number): Promise<Response> {
  const status = answer.statusCode
  const redirected = status >= 300 && status < 400 && status !== 304
  if (redirected)
    throw dropped(answer, new DexError('egress_refused', 'the answer is a redirect, and none is followed'))
  const headers = headersOf(answer.headers)
  if (Number(headers.get('content-length') ?? '0') > bytesMax) throw dropped(answer, tooLarge(bytesMax))
  const raw = await bytesOf(answer.body, bytesMax)
  const codings = headers.get('content-encoding')
  const bytes = codings === null ? raw : await decoded(raw, codings, bytesMax)
  return new WholeResponse(url.href, bodiless.has(status) ? null : bytes, {
    status,
    statusText: answer.statusText,
    headers,
  })
}

/** Its connection is not used again: what else it sends is never read. */
function dropped(answer: Dispatcher.ResponseData, reason: DexError): DexError {
  answer.body.on('error', () => undefined).destroy()
  return reason
}

function bytesOf(body: Dispatcher.ResponseData['body'], bytesMax: number): Promise<Buffer<ArrayBuffer>> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = []
    let seen = 0
    body.on('data', (chunk: Buffer) => {
      seen += chunk.byteLength
      if (seen > bytesMax) body.destroy(tooLarge(bytesMax))
      else chunks.push(chunk)
    })
    body.once('end', () => done(Buffer.concat(chunks)))
    body.once('error', fail)
  })
}

function headersOf(raw: Dispatcher.ResponseData['headers']): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw)) {
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) headers.append(name, each)
  }
  return headers
}

/** The look-up's own refusal, wherever undici wrapped it. */
function refusalIn(error: unknown): DexError | null {
  for (let cause = error, depth = 0; depth < 5 && cause instanceof Error; cause = cause.cause, depth += 1) {
    if (cause instanceof DexError) return cause
  }
  return null
}
