import { z } from 'zod'
import type { Credential } from '#contract/connector.ts'
import { withDeadline } from '#egress/deadline.ts'
import { type ConnectorDeps, requestTimeoutMsUsual } from '../connector-deps.ts'
import { badAnswer, refusalOf, withoutAnswer } from './errors.ts'

export interface ScimRequest {
  method?: 'GET' | 'PATCH'
  /** Segments below the service's root, encoded here. */
  path: readonly string[]
  query?: Readonly<Record<string, string>>
  body?: unknown
}

export type ScimWire = <Schema extends z.ZodType>(
  call: { credential: Credential; signal: AbortSignal },
  request: ScimRequest,
  schema: Schema,
) => Promise<{ value: z.output<Schema>; requestId: string | null }>

/** RFC 7644, 3.12. */
const ErrorBody = z.object({
  schemas: z
    .array(z.unknown())
    .refine((schemas) => schemas.includes('urn:ietf:params:scim:api:messages:2.0:Error')),
})
const ROOT = '/scim/v2'

/**
 * One exchange of RFC 7644 on a borrowed credential. Every failure leaves as a DexError `platform_*` with
 * `mayHaveHappened`; an answer that does not fit `schema` is `platform_bad_answer`. Nothing is retried here.
 */
export function createScimWire(deps: ConnectorDeps): ScimWire {
  return async (call, { method = 'GET', path, query = {}, body }, schema) => {
    const url = new URL(`${ROOT}/${path.map(encodeURIComponent).join('/')}`, call.credential.origin)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const headers = {
      authorization: `Bearer ${call.credential.accessToken}`,
      accept: 'application/scim+json',
      ...(body !== undefined && { 'content-type': 'application/scim+json' }),
    }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const exchange = async (signal: AbortSignal) => {
      const init = { method, headers, ...sent, redirect: 'error', signal } as const
      const answer = await deps.fetchFor(call.credential.origin)(url, init)
      return { answer, text: await answer.text() }
    }
    const { answer, text } = await withDeadline(
      call.signal,
      deps.requestTimeoutMs ?? requestTimeoutMsUsual,
      exchange,
    ).catch((error: unknown) => {
      const late = error instanceof DOMException && error.name === 'TimeoutError'
      throw withoutAnswer(error, call.signal.aborted || late)
    })
    const requestId = answer.headers.get('x-request-id')
    if (!answer.ok) throw refusalOf(answer, requestId, deps.clock)
    // RFC 7644, 3.5.2: a PATCH may be answered with 204 and nothing.
    const said = answer.status === 204 ? null : json(text, requestId)
    if (ErrorBody.safeParse(said).success) throw badAnswer('an error body with a 2xx', requestId)
    const parsed = schema.safeParse(said)
    if (!parsed.success) throw badAnswer('does not fit', requestId)
    return { value: parsed.data, requestId }
  }
}

function json(text: string, requestId: string | null): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badAnswer('cut off or not JSON', requestId)
  }
}
