import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Code, codes } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import { allowedMethods } from './allowed-methods.ts'
import type { App } from './app.ts'
import type { ApiDeps } from './deps.ts'
import { refusalPage } from './pages/refusal.ts'

/** RFC 9457. `code` is stable and has a page in docs/errors/; further members depend on it. */
export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(codes) as [Code, ...Code[]]),
    detail: z.string(),
    mend: z.string(),
    instance: z.string(),
  })
  .meta({ id: 'Problem' })

/** For each route's `response`: all refusals have one form. */
export const problems = { '4xx': Problem, '5xx': Problem } as const

export function addProblems(app: App, deps: ApiDeps): void {
  app.setNotFoundHandler((request, reply) => sendNowhere(deps, reply, request))
  app.setErrorHandler((error, request, reply) => {
    // The framework judges the body of some methods before it says that nobody takes them.
    if (request.is404) return sendNowhere(deps, reply, request)
    const known = asDexError(error)
    const fields = {
      code: known.code,
      requestId: request.id,
      route: request.routeOptions.url ?? null,
      method: request.method,
    }
    // A library's message may quote content: its class and place are logged, its text is not.
    if (known.status >= 500) {
      deps.logger.error(
        {
          ...fields,
          detail: known.cause === undefined || known.log !== known.message ? known.log : placeOf(known.cause),
        },
        'call failed',
      )
    }
    return send(deps, reply, request, known)
  })
}

function sendNowhere(
  deps: Pick<ApiDeps, 'profile'>,
  reply: FastifyReply,
  request: FastifyRequest,
): FastifyReply {
  const allowed = allowedMethods(request.url)
  if (allowed.length === 0) return send(deps, reply, request, new DexError('not_found'))
  void reply.header('allow', allowed.join(', '))
  return send(deps, reply, request, new DexError('method_not_allowed'))
}

function send(
  deps: Pick<ApiDeps, 'profile'>,
  reply: FastifyReply,
  request: FastifyRequest,
  error: DexError,
): FastifyReply {
  const retryAfterMs = error.retryAfterMs ?? (error.status === 503 ? 5_000 : undefined)
  if (retryAfterMs !== undefined)
    void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))))
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="dex"')
  if (wantsPage(request))
    return reply
      .code(error.status)
      .type('text/html; charset=utf-8')
      .send(refusalPage(deps, error, request.id))
  const problem: z.infer<typeof Problem> = {
    ...error.extra,
    type: `urn:dex:error:${error.code}`,
    title: codes[error.code].text,
    status: error.status,
    code: error.code,
    detail: error.message,
    mend: error.mend,
    instance: `urn:uuid:${request.id}`,
  }
  // A text is sent as it is: the route's own schema is for its answers.
  return reply.code(error.status).type('application/problem+json').send(JSON.stringify(problem))
}

/** Who came with a browser, rather than a program of ours or another's. */
const wantsPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' &&
  !request.url.startsWith('/api/') &&
  (request.headers.accept ?? '').includes('text/html')

function asDexError(error: unknown): DexError {
  if (error instanceof DexError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error)
  const code = (error as FastifyError | undefined)?.code
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new DexError('body_too_large', 'the body is too large')
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return new DexError('body_not_json')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new DexError('body_not_json', 'the content type is not application/json')
  if (code?.startsWith('FST_ERR_CTP_') || code === 'FST_ERR_BAD_URL') return new DexError('input_invalid')
  return new DexError('internal', undefined, { cause: error })
}

/** Names the place and what is wrong there, never the value. */
function invalid(error: Pick<FastifyError, 'validation' | 'validationContext'>): DexError {
  const first = error.validation?.[0]
  const keys: unknown = first?.params.keys
  const unknown = Array.isArray(keys) ? keys.slice(0, 1) : []
  const path = [...(first?.instancePath ?? '').split('/').filter(Boolean), ...unknown].map(String).join('.')
  const code = error.validationContext === 'body' ? 'body_invalid' : 'input_invalid'
  return new DexError(code, undefined, {
    extra: { path: path.slice(0, 200), reason: first?.keyword ?? 'invalid' },
  })
}

function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const place = error.stack?.split('\n').find((line) => line.trim().startsWith('at ')) ?? ''
  return `${error.name} ${place.trim()}`
}
