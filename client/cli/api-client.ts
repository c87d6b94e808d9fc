import type { z } from 'zod'
import { type Code, codes } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import { mendHere } from './mend-here.ts'

export interface ApiClient {
  readonly url: string
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>>
  post<Schema extends z.ZodType>(
    path: string,
    body: unknown,
    schema: Schema,
    headers?: Record<string, string>,
  ): Promise<z.output<Schema>>
  delete<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>>
  /** The body as it comes, such as an export. */
  bytes(path: string): AsyncIterable<Uint8Array>
  /** The same, line by line. */
  lines(path: string): AsyncIterable<string>
}

const timeoutMs = 60_000

/**
 * Calls the api. Throws `api_unavailable` when nothing answers, and what the api itself says of a refusal with its own
 * code, words and mend.
 */
export function createApiClient(options: { url: string; token: string | null }): ApiClient {
  const { url, token } = options

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response> {
    let response: Response
    try {
      response = await fetch(new URL(path, url), {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      throw new DexError('api_unavailable', `the api at ${url} does not answer`, { cause })
    }
    if (!response.ok) throw mendHere(await problemOf(response), path)
    return response
  }

  const parse = async <Schema extends z.ZodType>(
    response: Response,
    schema: Schema,
  ): Promise<z.output<Schema>> => {
    const parsed = schema.safeParse(await response.json().catch(() => undefined))
    if (parsed.success) return parsed.data
    throw new DexError('internal', `the api at ${url} answers in a form that this dex does not know`, {
      mend: 'run the same version of dex on both sides',
      cause: parsed.error,
    })
  }

  return {
    url,
    get: async (path, schema) => parse(await call('GET', path), schema),
    post: async (path, body, schema, headers) => parse(await call('POST', path, body, headers), schema),
    delete: async (path, schema) => parse(await call('DELETE', path), schema),
    async *bytes(path) {
      yield* (await call('GET', path)).body ?? []
    },
    async *lines(path) {
      const response = await call('GET', path)
      let rest = ''
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
        rest = parts.pop() ?? ''
        yield* parts
      }
      if (rest !== '') yield rest
    },
  }
}

const isCode = (value: unknown): value is Code => typeof value === 'string' && value in codes

/** RFC 9457; anything else that answers there is not our api. */
async function problemOf(response: Response): Promise<DexError> {
  const problem = (await response.json().catch(() => null)) as Record<string, unknown> | null
  if (problem === null || !isCode(problem.code)) {
    return new DexError(
      'api_unavailable',
      `what answers at ${response.url} is not the api (${response.status})`,
    )
  }
  const { code, detail, mend, ...extra } = problem as { code: Code; detail?: unknown; mend?: unknown }
  return new DexError(code, typeof detail === 'string' ? detail : undefined, {
    ...(typeof mend === 'string' ? { mend } : {}),
    extra,
  })
}
