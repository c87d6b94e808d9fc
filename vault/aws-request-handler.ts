import { Readable } from 'node:stream'

interface SignedRequest {
  protocol: string
  hostname: string
  port?: number
  path: string
  method: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: unknown
}

export interface AwsRequestHandler {
  handle(
    request: SignedRequest,
  ): Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Readable } }>
}

/** Sends what AWS's SDK signed through `fetch`, so that it leaves by the one way out (T13). */
export function createAwsRequestHandler(
  fetch: typeof globalThis.fetch,
  deadlineMs: number,
): AwsRequestHandler {
  return {
    async handle(request) {
      const port = request.port === undefined ? '' : `:${request.port}`
      const url = new URL(`${request.protocol}//${request.hostname}${port}${request.path}`)
      for (const [name, value] of Object.entries(request.query ?? {})) {
        for (const each of [value].flat()) url.searchParams.append(name, each ?? '')
      }
      const { host: _, 'content-length': __, ...headers } = request.headers
      const response = await fetch(url, {
        method: request.method,
        headers,
        ...(request.body === undefined ? {} : { body: request.body as BodyInit }),
        redirect: 'error',
        signal: AbortSignal.timeout(deadlineMs),
      })
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body: Readable.from([Buffer.from(await response.arrayBuffer())]),
        },
      }
    },
  }
}
