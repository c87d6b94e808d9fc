import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type Server, type TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { authorization } from '#client/api/authorization.ts'
import { gateQueue, thinkQueue } from '#contract/messages.ts'
import type { TenantId } from '#contract/ids.ts'
import { variables } from '#process/configuration/variables.ts'
import { createMetrics, serveMetrics } from '#process/metrics.ts'

interface Service {
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  command?: string[]
  entrypoint?: string[]
}
const root = fileURLToPath(new URL('../..', import.meta.url))
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>
}
const service = (name: string): Service => compose.services[name] ?? {}
const places = { public: '', postgres: '', temporal: '', client: '' }
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dex-t29-'))
  for (const name of Object.keys(places) as (keyof typeof places)[]) {
    places[name] = join(directory, name)
    mkdirSync(places[name])
  }
  const me = String(process.getuid?.() ?? 0)
  const script = join(root, '.config/certificates.sh')
  const { public: shared, postgres, temporal, client } = places
  execFileSync('sh', [script, shared, postgres, me, temporal, me, client, me])
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const pem = (place: string, name: string): Buffer => readFileSync(join(place, name))

/** Whether a server with this certificate, and a client with that one, come to speak. */
async function speaks(server: string, name: string, client: string | null): Promise<boolean> {
  const listening: Server = createServer({
    key: pem(server, 'tls.key'),
    cert: pem(server, 'tls.pem'),
    ca: pem(server, 'ca.pem'),
    requestCert: true,
    rejectUnauthorized: server === places.temporal,
    minVersion: 'TLSv1.3',
  })
  listening.on('secureConnection', (socket) => socket.end('hello'))
  listening.on('tlsClientError', () => undefined)
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done))
  const { port } = listening.address() as { port: number }
  try {
    return await new Promise<boolean>((resolve) => {
      const socket: TLSSocket = connect({
        host: '127.0.0.1',
        port,
        servername: name,
        ca: pem(places.public, 'ca.pem'),
        ...(client && { key: pem(client, 'tls.key'), cert: pem(client, 'tls.pem') }),
      })
      socket.on('data', () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('close', () => resolve(false))
    })
  } finally {
    listening.close()
  }
}

test('the certificates that compose makes: Temporal answers a client of ours alone, under its own name alone', async () => {
  expect(await speaks(places.temporal, 'temporal', places.client)).toBe(true)
  expect(await speaks(places.temporal, 'temporal', null)).toBe(false)
  expect(await speaks(places.temporal, 'postgres', places.client)).toBe(false)
  expect(await speaks(places.temporal, 'temporal', places.postgres)).toBe(false)
  expect(await speaks(places.postgres, 'postgres', null)).toBe(true)
  expect(await speaks(places.postgres, 'temporal', null)).toBe(false)
  // A client's certificate is no server's.
  expect(await speaks(places.client, 'dex', null)).toBe(false)
})

test('compose: mutual TLS for Temporal, TLS with a checked name for Postgres, in every service that speaks to them', () => {
  for (const name of ['api', 'gate', 'think', 'dex']) {
    const { environment = {}, volumes = [] } = service(name)
    for (const variable of ['TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CA']) {
      expect([name, variable, environment[variable]?.startsWith('/run/tls/')]).toEqual([name, variable, true])
    }
    expect(volumes).toContain('tls-client:/run/tls:ro')
    const url = environment['DATABASE_URL'] ?? environment['DATABASE_ADMIN_URL'] ?? ''
    expect(url).toContain('?sslmode=verify-full&sslrootcert=/run/tls/ca.pem')
  }
  const { environment: temporal = {} } = service('temporal')
  expect(temporal['TEMPORAL_TLS_REQUIRE_CLIENT_AUTH']).toBe('true')
  for (const side of ['SERVER', 'FRONTEND'])
    expect(temporal[`TEMPORAL_TLS_${side}_KEY`]).toBe('/run/tls/tls.key')
  expect(temporal['TEMPORAL_TLS_CLIENT1_CA_CERT']).toBe('/run/tls/ca.pem')
  expect(service('temporal-web').environment?.['TEMPORAL_TLS_KEY']).toBe('/run/tls/tls.key')
  expect(service('temporal-web').environment?.['TEMPORAL_DISABLE_WRITE_ACTIONS']).toBe('true')
  expect(service('temporal-attributes').entrypoint).toContain('--tls-key-path=/run/tls/tls.key')
  expect(service('postgres').command).toContain('ssl=on')
})

test('compose: each private key is mounted where it belongs, and read-only', () => {
  for (const [name, { volumes = [] }] of Object.entries(compose.services)) {
    if (name === 'certificates') continue
    const mounted = volumes.filter((volume) => volume.startsWith('tls-'))
    for (const volume of mounted) expect([name, volume.endsWith(':ro')]).toEqual([name, true])
    expect(mounted.some((volume) => volume.startsWith('tls-postgres'))).toBe(name === 'postgres')
    expect(mounted.some((volume) => volume.startsWith('tls-temporal'))).toBe(name === 'temporal')
  }
})

test('everything binds to loopback unless somebody says otherwise', async () => {
  expect(variables.DEX_API_HOST.fallback).toBe('127.0.0.1')
  for (const { ports = [] } of Object.values(compose.services)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
  }
  // Temporal, Postgres and the workers' metrics have no variable for an address at all.
  expect(Object.keys(variables).filter((name) => name.endsWith('_HOST'))).toEqual(['DEX_API_HOST'])
  const served = await serveMetrics(createMetrics('test'), 0)
  const listening = execFileSync('cat', ['/proc/net/tcp']).toString()
  const port = served.port.toString(16).toUpperCase().padStart(4, '0')
  const addresses = [...listening.matchAll(new RegExp(`([0-9A-F]{8}):${port} 00000000:0000 0A`, 'g'))].map(
    (match) => match[1],
  )
  expect(addresses).toEqual(['0100007F'])
  await served.close()
})

test('there is no way to have something sealed, and one task queue a tenant', () => {
  expect(Object.keys(authorization).filter((line) => /encode|encrypt/.test(line))).toEqual([])
  const queues = ['acme', 'umbrella'].flatMap((name) => [
    gateQueue(name as TenantId),
    thinkQueue(name as TenantId),
  ])
  expect(new Set(queues).size).toBe(4)
})
