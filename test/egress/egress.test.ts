import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { EgressOptions } from '#egress/egress.ts'
import { createEgress } from '#egress/egress.ts'
import { selfSignedCertificate } from './certificate.ts'
import { listen } from './servers.ts'

function egressOf(options: EgressOptions) {
  const egress = createEgress(options)
  onTestFinished(() => egress.close())
  return egress
}
const refused = { name: 'DexError', code: 'egress_refused' }

test('sandbox: a call to this machine carries method, headers and body there and the answer back', async () => {
  const server = await listen((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.setHeader('x-seen', `${request.method} ${request.headers['authorization']}`)
      response.statusCode = 201
      response.end(Buffer.concat(chunks))
    })
  })
  const url = `http://127.0.0.1:${server.port}/a?b=c`
  const answer = await egressOf({ profile: 'sandbox' }).fetch(url, {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: new URLSearchParams({ one: '1' }),
  })
  expect(answer).toBeInstanceOf(Response)
  expect([answer.status, answer.headers.get('x-seen'), answer.url]).toEqual([201, 'POST Bearer t', url])
  expect(await answer.text()).toBe('one=1')
  expect(server.requests[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded')
  expect(server.requests[0]?.headers['content-length']).toBe('5')
})

test('an answer reads as the one that `fetch` would have given, in every form, as often as wanted', async () => {
  const text = '{"name":"Søren – 日本"}'
  const server = await listen((request, response) => {
    response.writeHead(request.url === '/none' ? 204 : 200, {
      'content-type': 'application/json',
      'x-a': '1',
    })
    response.end(request.url === '/none' ? undefined : `\uFEFF${text}`)
  })
  const { fetch } = egressOf({ profile: 'sandbox' })
  const forms = async (answer: Response) => ({
    head: [answer.status, answer.ok, answer.url, answer.headers.get('x-a')],
    text: await answer.clone().text(),
    blob: await answer.clone().blob(),
    buffer: Buffer.from(await answer.clone().arrayBuffer()).toString(),
    bytes: Buffer.from(await answer.clone().bytes()).toString(),
    usedBefore: answer.bodyUsed,
    json: await answer
      .clone()
      .json()
      .catch((error: unknown) => error instanceof SyntaxError),
    form: await answer
      .clone()
      .formData()
      .catch((error: unknown) => error instanceof TypeError),
    stream: answer.body === null ? null : await new Response(answer.body).text(),
  })
  for (const path of ['/', '/none']) {
    const url = `http://127.0.0.1:${server.port}${path}`
    expect(await forms(await fetch(url))).toEqual(await forms(await globalThis.fetch(url)))
    const [ours, platforms] = [await fetch(url), await globalThis.fetch(url)]
    await Promise.all([ours.text(), platforms.text()])
    expect(ours.bodyUsed).toBe(platforms.bodyUsed)
  }
  const answer = await fetch(`http://127.0.0.1:${server.port}/`)
  expect([await answer.json(), await answer.json()]).toEqual([JSON.parse(text), JSON.parse(text)])
  // What is handed out is the caller's own: neither the bytes kept here nor memory beside them.
  new Uint8Array(await answer.arrayBuffer()).fill(0)
  expect([await answer.text(), (await answer.arrayBuffer()).byteLength]).toEqual([
    text,
    Buffer.byteLength(text) + 3,
  ])
})

test('a Request object is sent as it is', async () => {
  const server = await listen((request, response) => response.end(request.headers['x-own']))
  const request = new Request(`http://localhost:${server.port}/`, { headers: { 'x-own': 'yes' } })
  expect(await (await egressOf({ profile: 'sandbox' }).fetch(request)).text()).toBe('yes')
})

test('production: http is refused, and nobody is called', async () => {
  const server = await listen((_, response) => response.end())
  const egress = egressOf({ profile: 'production', resolve: async () => ['127.0.0.1'] })
  await expect(egress.fetch(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject(refused)
  await expect(egress.fetch(`http://platform.example:${server.port}/`)).rejects.toMatchObject(refused)
  expect(server.connections()).toBe(0)
})

test('an https origin that the operator names is reached by its name, its certificate checked', async () => {
  const secure = selfSignedCertificate('vault.internal')
  const server = await listen((request, response) => response.end(request.headers.host), secure)
  const origin = `https://vault.internal:${server.port}`
  const options: EgressOptions = {
    profile: 'production',
    privateOrigins: [origin],
    resolve: async () => ['127.0.0.1'],
  }
  const trusting = egressOf({ ...options, certificateAuthorities: [secure.cert] })
  expect(await (await trusting.fetch(`${origin}/`)).text()).toBe(`vault.internal:${server.port}`)
  await expect(egressOf(options).fetch(`${origin}/`)).rejects.toThrow(TypeError)
  await expect(trusting.fetch(`https://other.internal:${server.port}/`)).rejects.toMatchObject(refused)
  await expect(trusting.fetch(`${origin}1/`)).rejects.toMatchObject(refused)
  expect(server.requests).toHaveLength(1)
})

test('cloud metadata is refused even where the operator names it', async () => {
  const egress = egressOf({ profile: 'production', privateOrigins: ['https://169.254.169.254'] })
  await expect(egress.fetch('https://169.254.169.254/latest')).rejects.toMatchObject(refused)
})

test.each([
  'http://vault.internal',
  'https://vault.internal/',
  'https://vault.internal/v1',
  'vault.internal',
  '*',
])('the operator’s `%s` is not an exact https origin', (origin) => {
  expect(() => createEgress({ profile: 'production', privateOrigins: [origin] })).toThrow(
    expect.objectContaining({ code: 'configuration_invalid' }),
  )
})

test('sandbox: http leaves this machine for nowhere', async () => {
  const egress = egressOf({ profile: 'sandbox', resolve: async () => ['93.184.216.34'] })
  await expect(egress.fetch('http://platform.example/')).rejects.toMatchObject(refused)
  await expect(egress.fetch('http://10.0.0.1/')).rejects.toMatchObject(refused)
  await expect(egress.fetch('https://10.0.0.1/')).rejects.toMatchObject(refused)
})

test('an answer that is too large ends in an error, announced, streamed or compressed', async () => {
  const server = await listen((request, response) => {
    if (request.url === '/announced') response.end(Buffer.alloc(2_000))
    if (request.url === '/streamed') {
      for (let index = 0; index < 20; index += 1) response.write(Buffer.alloc(100))
      response.end()
    }
    if (request.url === '/compressed') {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(Buffer.alloc(100_000)))
    }
    if (request.url === '/fits') response.end(Buffer.alloc(1_000))
  })
  const egress = egressOf({ profile: 'sandbox', limits: { responseBytes: 1_000 } })
  const get = async (path: string) =>
    (await egress.fetch(`http://127.0.0.1:${server.port}${path}`)).arrayBuffer()
  await expect(get('/announced')).rejects.toMatchObject(refused)
  await expect(get('/streamed')).rejects.toMatchObject(refused)
  await expect(get('/compressed')).rejects.toMatchObject(refused)
  expect((await get('/fits')).byteLength).toBe(1_000)
})

test('a server that never answers, or never ends, is left in time', async () => {
  const server = await listen((request, response) => {
    if (request.url === '/endless') response.write('a')
  })
  const egress = egressOf({ profile: 'sandbox', limits: { totalMs: 150 } })
  const started = Date.now()
  await expect(egress.fetch(`http://127.0.0.1:${server.port}/silent`)).rejects.toMatchObject({
    name: 'TimeoutError',
  })
  await expect(egress.fetch(`http://127.0.0.1:${server.port}/endless`)).rejects.toMatchObject({
    name: 'TimeoutError',
  })
  expect(Date.now() - started).toBeLessThan(2_000)
})

test('the caller’s own abort ends the call', async () => {
  const server = await listen(() => undefined)
  const call = egressOf({ profile: 'sandbox' }).fetch(`http://127.0.0.1:${server.port}/`, {
    signal: AbortSignal.timeout(50),
  })
  await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('a port where nobody listens stays the TypeError that SDKs know', async () => {
  await expect(egressOf({ profile: 'sandbox' }).fetch('http://127.0.0.1:1/')).rejects.toThrow(TypeError)
})
