import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  method: string
  /** As it was on the wire: not decoded, not normalized. */
  url: string
  headers: IncomingHttpHeaders
  body: string
}

export interface AnsweringServer {
  origin: string
  seen: Seen[]
  close(): Promise<void>
}

export type Answer = (seen: Seen, response: ServerResponse, origin: string) => void

/** A server that says exactly what the test tells it to: for what no well-behaved platform says. */
export async function answeringServer(answer: Answer): Promise<AnsweringServer> {
  const seen: Seen[] = []
  let origin = ''
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const entry: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      }
      seen.push(entry)
      answer(entry, response, origin)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-okta-request-id': 'reqOkta',
    ...headers,
  })
  response.end(JSON.stringify(body))
}
