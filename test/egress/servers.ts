import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface TestServer {
  port: number
  /** How often anyone connected, whether or not a request followed. */
  connections: () => number
  requests: IncomingMessage[]
}

/** A real server on a free port of 127.0.0.1, closed when the test ends. */
export async function listen(
  handler: RequestListener,
  secure?: { key: string; cert: string },
): Promise<TestServer> {
  const requests: IncomingMessage[] = []
  const listener: RequestListener = (request, response) => {
    requests.push(request)
    handler(request, response)
  }
  const server = secure ? createSecureServer(secure, listener) : createServer(listener)
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, connections: () => connections, requests }
}
