import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

const listen = async (server: {
  listen(port: number, host: string, done: () => void): unknown
  address(): unknown
}) => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}
const shut = (server: { close(done: () => void): unknown }) =>
  new Promise<void>((done) => {
    server.close(() => done())
    if ('closeAllConnections' in server) (server as Server).closeAllConnections()
  })
const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Takes signed webhooks; while `refusing`, it answers 500 after it has read one: such a one comes again. */
export async function collectWebhooks(secret: string) {
  const taken: { id: string; body: { type: string } & Record<string, unknown> }[] = []
  const state = { refusing: false, refused: 0 }
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      new Webhook(secret).verify(body, request.headers as Record<string, string>)
      if (state.refusing) state.refused += 1
      else {
        const id = String(request.headers['webhook-id'])
        taken.push({ id, body: JSON.parse(body.toString()) as { type: string } & Record<string, unknown> })
      }
      response.writeHead(state.refusing ? 500 : 204).end()
    })
  })
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}/hook`, taken, state, close: () => shut(server) }
}

/** A syslog collector over TCP with octet counting (RFC 6587); closes when its sender has. */
export async function collectSyslog() {
  const messages: string[] = []
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => {
      let rest = Buffer.concat(chunks)
      while (rest.length > 0) {
        const space = rest.indexOf(' ')
        const length = Number(rest.subarray(0, space).toString())
        messages.push(rest.subarray(space + 1, space + 1 + length).toString())
        rest = rest.subarray(space + 1 + length)
      }
      socket.end()
    })
    socket.on('error', () => undefined)
  })
  const port = await listen(server)
  return { url: `tcp://127.0.0.1:${port}`, messages, close: () => shut(server) }
}

/** As much of S3 as checkpoints need: conditional PUT, list, GET. */
export async function standInS3() {
  const objects = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://s3')
    const [, , ...rest] = url.pathname.split('/')
    const key = decodeURIComponent(rest.join('/'))
    void bodyOf(request).then((body) => {
      if (request.method === 'PUT') {
        if (request.headers['if-none-match'] === '*' && objects.has(key)) return response.writeHead(412).end()
        objects.set(key, body)
        return response.writeHead(200, { etag: '"x"' }).end()
      }
      if (url.searchParams.get('list-type') === '2') {
        const prefix = url.searchParams.get('prefix') ?? ''
        const found = [...objects.keys()].filter((name) => name.startsWith(prefix)).toSorted()
        const contents = found.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')
        const xml = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`
        return response.writeHead(200, { 'content-type': 'application/xml' }).end(xml)
      }
      const object = objects.get(key)
      return object ? response.writeHead(200).end(object) : response.writeHead(404).end()
    })
  })
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}`, objects, close: () => shut(server) }
}

/** Takes OpenTelemetry's spans as JSON and keeps the bytes. */
export async function collectSpans() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      bodies.push(body.toString())
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}`, bodies, close: () => shut(server) }
}
