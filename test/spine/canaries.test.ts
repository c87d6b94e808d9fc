import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createSecretDelivery } from '#activities/secrets/secret-delivery.ts'
import type { RequestId } from '#contract/ids.ts'
import { pickPorts } from '#process/embedded/ports.ts'
import { type RunningTemporal, startTemporal } from '#process/embedded/temporal/start.ts'
import type { Database } from '#store/database.ts'
import { scratchOf } from '#store/scratch.ts'
import { type Cast, createCast, employees } from '#test/support/cast.ts'
import { collectSpans } from '#test/support/collectors.ts'
import { compiled } from '#test/support/compiled.ts'
import { plantFault } from '#test/support/platform.ts'
import { decide, fileTicket, rowOf, type Ticket, until, waitForApproval } from '#test/support/door.ts'
import { createWorld } from '#test/support/here.ts'
import { signed } from '#test/api/support/test-api.ts'
import type { World } from '#test/support/world.ts'
import { open, sealText } from '#vault/envelope.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'

const entryOf = (role: Started['role']) =>
  fileURLToPath(new URL(role === 'api' ? '../../api.ts' : '../../worker.ts', import.meta.url))
const temporalExecutable = inject('temporalExecutable')
const planted: Record<string, string> = {
  title: 'Zebra-quartz-41',
  text: 'Walrus-jasper-52',
  comment: 'Lemur-opal-63',
  'model text': 'stand-in model:',
  'temporary password': 'Ibex-onyx-74',
  // As the emulated Okta words it; the first read meets it.
  'platform’s error message': 'Internal Server Error',
}
let directory: string
let temporal: RunningTemporal
let spans: Awaited<ReturnType<typeof collectSpans>>
let world: World
let api: Database
let cast: Cast
let opened: { request: RequestId }
const processes: Started[] = []

interface Started {
  role: 'api' | 'gate' | 'think'
  pid: number
  log: string[]
  metricsUrl: string
  stop(): Promise<void>
}

/** A process of its own, as chatty as it can be, with its log kept. */
async function start(role: Started['role'], port: number): Promise<Started> {
  const log: string[] = []
  const asked = role === 'api' ? [] : ['--role', role]
  const child = spawn(process.execPath, ['--heapsnapshot-signal=SIGUSR2', entryOf(role), ...asked], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'] ?? '',
      ...compiled(),
      ...world.env(role),
      DEX_LOG_LEVEL: 'debug',
      ...(role === 'api' ? { DEX_API_PORT: String(port) } : { DEX_METRICS_PORT: String(port) }),
      OTEL_EXPORTER_OTLP_ENDPOINT: spans.url,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const exited = once(child, 'exit')
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      log.push(chunk.toString())
      if (chunk.toString().includes('"ready":true')) done()
    })
    void exited.then(() => fail(new Error(`${role} ended: ${log.join('')}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return { role, pid: child.pid ?? 0, log, metricsUrl: `http://127.0.0.1:${port}/metrics`, stop }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dex-canaries-'))
  const port = { variable: 'DEX_TEMPORAL_PORT', port: 0, explicit: false } as const
  const ports = await pickPorts({ temporal: port, api: port, gate: port, think: port })
  // On a file of its own, so that its bytes can be searched.
  temporal = await startTemporal({
    executable: temporalExecutable,
    directory,
    dataFile: join(directory, 'temporal.db'),
    port: ports.temporal,
    webPort: null,
    namespace: 'dex',
  })
  spans = await collectSpans()
  world = await createWorld({ temporalAddress: temporal.address })
  api = world.database('dex_api')
  cast = await createCast(world)
  processes.push(
    await start('api', ports.api),
    await start('gate', ports.gate),
    await start('think', ports.think),
  )
  const login = employees(world)[0] ?? ''
  planted['requester’s address'] = login
  planted['requester’s name'] = world.company.accounts.find((each) => each.login === login)?.lastName ?? ''
  Object.assign(planted, await tokens())
  await plantFault(world.okta.url, { match: { method: 'GET', path: '^/api/v1/users' }, kind: 'status500' })
  opened = await openAtTheDoor(ports.api, {
    title: `Lost phone ${planted['title']}`,
    text: `I lost my phone (${planted['text']}) and cannot sign in, please reset my MFA.`,
    requesterEmail: login,
  })
}, 120_000)

afterAll(async () => {
  await Promise.all(processes.map((each) => each.stop()))
  await world.close()
  await temporal.stop()
  await spans.close()
  await rm(directory, { recursive: true, force: true })
}, 60_000)

/** As a desk does it: filed there, and delivered to the api's own door. */
async function openAtTheDoor(
  port: number,
  ticket: Omit<Ticket, 'externalId'>,
): Promise<{ request: RequestId }> {
  const door = createRoleKeys({
    directory: world.env('api')['DEX_KEYS_OWN'] ?? '',
    purposes: apiPurposes,
    profile: 'sandbox',
  })
  const { tenant, admin } = world
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const place = { tenant, table: 'sources', row: 'desk', field: 'sealed_secret' }
  const sealed = Buffer.from(sealText(await door.get(tenant, 'door'), secret, place))
  await admin.query('insert into source_directory values ($1, $2)', ['desk', tenant])
  await admin.query('insert into sources values ($1, $2, $3, $4, $5)', [
    tenant,
    'desk',
    'tickets',
    true,
    sealed,
  ])
  const { title, text, requesterEmail: email } = ticket
  const externalId = await fileTicket(world, ticket)
  const body = JSON.stringify({ externalId, title, text, requester: { email } })
  const answer = await fetch(`http://127.0.0.1:${port}/hooks/tickets/desk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed(body, { secret }) },
    body,
  })
  if (answer.status !== 202) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`)
  return { request: ((await answer.json()) as { id: RequestId }).id }
}

/** Delegated tokens as the gate uses them. */
async function tokens(): Promise<Record<string, string>> {
  const keys = createRoleKeys({
    directory: world.env('gate')['DEX_KEYS_OWN'] ?? '',
    purposes: gatePurposes,
    profile: 'sandbox',
  })
  const key = await keys.get(world.tenant, 'connection')
  const { rows } = await world.admin.query<{ id: string; sealed_tokens: Buffer }>(
    'select id, sealed_tokens from connections',
  )
  const found: Record<string, string> = {}
  for (const { id, sealed_tokens: sealed } of rows) {
    const place = { tenant: world.tenant, table: 'connections', row: id, field: 'connections.sealed_tokens' }
    const { accessToken, refreshToken } = JSON.parse(Buffer.from(open([key], sealed, place)).toString()) as {
      accessToken: string
      refreshToken: string | null
    }
    found[`access token ${id}`] = accessToken
    if (refreshToken !== null) found[`refresh token ${id}`] = refreshToken
  }
  return found
}

/** What a process would leave of its memory if it died: none may, and where the limit allows it none did. */
async function coreFiles(): Promise<string[]> {
  const places = [directory, world.env('gate')['DEX_DATA'] ?? '', process.cwd()]
  const names = await Promise.all(places.map((place) => readdir(place)))
  return names.flat().filter((name) => /^core(\.\d+)?$/.test(name))
}

/** Every row of every table; sealed columns as the bytes that they are. */
async function postgres(): Promise<Buffer> {
  const tables = await world.admin.query<{ relname: string }>(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'`,
  )
  const parts: Buffer[] = []
  for (const { relname } of tables.rows) {
    const rows = await world.admin.query<{ json: string }>(
      `select to_jsonb(t)::text as json from ${relname} t`,
    )
    for (const { json } of rows.rows) {
      parts.push(Buffer.from(json))
      for (const match of json.matchAll(/\\\\x([0-9a-f]+)/g)) parts.push(Buffer.from(match[1] ?? '', 'hex'))
    }
  }
  return Buffer.concat(parts)
}

async function temporalBytes(): Promise<Buffer> {
  const names = (await readdir(directory)).filter((name) => name.startsWith('temporal.db'))
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(directory, name)))))
}

async function places(): Promise<Record<string, Buffer>> {
  const metrics = await Promise.all(processes.map(async (each) => (await fetch(each.metricsUrl)).text()))
  return {
    'Postgres, every row': await postgres(),
    'Temporal’s database, its files': await temporalBytes(),
    'log lines of api, gate and think': Buffer.from(processes.flatMap((each) => each.log).join('')),
    'spans as they were exported': Buffer.from(spans.bodies.join('')),
    'metrics of api, gate and think': Buffer.from(metrics.join('')),
  }
}

/** Searches all places for all that was planted, and says what it searched. */
async function search(when: string): Promise<string[]> {
  const searched = await places()
  const sizes = Object.entries(searched).map(([name, bytes]) => `${name}: ${bytes.length} bytes`)
  process.stderr.write(`${when}: ${Object.keys(planted).length} canaries in ${sizes.join('; ')}\n`)
  for (const bytes of Object.values(searched)) expect(bytes.length).toBeGreaterThan(500)
  expect(await coreFiles()).toEqual([])
  return Object.entries(searched).flatMap(([place, bytes]) =>
    Object.entries(planted)
      .filter(([, canary]) => bytes.includes(canary))
      .map(([kind]) => `${kind} in ${place}`),
  )
}

test.skipIf(temporalExecutable === '')(
  'while a request is open no canary is in plain text anywhere',
  async () => {
    const approval = await waitForApproval(world, api, opened.request)
    const key = await world.shared.request(world.tenant, opened.request)
    if (!key) throw new Error('no key')
    await api.transaction(world.tenant, (tx) =>
      scratchOf(world.tenant, tx, opened.request, key).putOnce('comment/canary', planted['comment'] ?? ''),
    )
    await createSecretDelivery({
      database: world.database('dex_gate'),
      secretKeys: world.shared.secretKeys,
      clock: Date.now,
    }).keep({
      tenant: world.tenant,
      request: opened.request,
      step: 1,
      action: 'okta.user.reset_password',
      recipient: cast.admin.id,
      secret: planted['temporary password'] ?? '',
    })
    await until('spans', async () => spans.bodies.join('').includes('RunActivity:decide'))
    expect(await search('open')).toEqual([])
    // The search works: what is kept in the open is found.
    const searched = await places()
    expect(searched['Postgres, every row']?.includes('okta.user.reset_factors')).toBe(true)
    expect(searched['Temporal’s database, its files']?.includes('itRequest')).toBe(true)
    expect(searched['metrics of api, gate and think']?.includes('dex_decisions_total')).toBe(true)
    await decide(world, api, approval, cast.admin, { comment: 'comment/canary' })
    await until('destruction', async () => (await rowOf(world, api, opened.request)).destroyed_at, 30_000)
  },
  120_000,
)

test.skipIf(temporalExecutable === '')('after it closed neither', async () => {
  await until('the last span', async () => spans.bodies.join('').includes('RunWorkflow:itRequest'))
  expect(await search('closed')).toEqual([])
})

test.skipIf(temporalExecutable === '')(
  'after it closed nothing that is alive in the memory of api, gate and think holds any of it',
  async () => {
    // A standard text, which Node itself has too.
    const { 'platform’s error message': _, ...own } = planted
    for (const each of processes) process.kill(each.pid, 'SIGUSR2')
    for (const { role, pid } of processes) {
      const heap = await until(`the heap of ${role}`, () => heapOf(pid), 60_000)
      process.stderr.write(
        `closed: ${Object.keys(own).length} canaries in the living heap of ${role}: ${heap.length} bytes\n`,
      )
      // The search works: what a process has to know is found.
      expect([role, heap.includes(world.tenant)]).toEqual([role, true])
      const found = Object.entries(own).filter(([, canary]) => heap.includes(canary))
      expect([role, found.map(([kind]) => kind)]).toEqual([role, []])
    }
  },
  120_000,
)

/** A snapshot follows a full collection, so it holds what something still refers to; null until it is whole. */
async function heapOf(pid: number): Promise<Buffer | null> {
  const name = (await readdir(directory)).find((each) => each.includes(`.${pid}.`))
  if (name === undefined) return null
  const bytes = await readFile(join(directory, name))
  return bytes.subarray(-16).toString().trimEnd().endsWith(']}') ? bytes : null
}

test.skipIf(temporalExecutable === '')(
  'spans hang together across client, workflow and activity, and carry ids alone',
  async () => {
    const all = spans.bodies.flatMap((body) => spansOf(body))
    const names = new Set(all.map((span) => span.name))
    for (const name of [
      'RunWorkflow:itRequest',
      'StartActivity:decide',
      'RunActivity:decide',
      'RunActivity:think',
    ]) {
      expect([...names]).toContain(name)
    }
    const byId = new Map(all.map((span) => [span.spanId, span]))
    const ran = all.find((span) => span.name === 'RunActivity:decide' && byId.has(span.parentSpanId ?? ''))
    expect(byId.get(ran?.parentSpanId ?? '')?.name).toBe('StartActivity:decide')
    const attributes = new Set(
      all.flatMap((span) => (span.attributes ?? []).map((attribute) => attribute.key)),
    )
    for (const name of attributes) {
      expect(['run_id', 'temporalWorkflowId', 'temporalActivityId', 'temporalUpdateId']).toContain(name)
    }
    expect(all.flatMap((span) => span.events ?? [])).toEqual([])
  },
)

interface Span {
  name: string
  spanId: string
  parentSpanId?: string
  attributes?: { key: string }[]
  events?: unknown[]
}
const spansOf = (body: string): Span[] =>
  (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans.flatMap(
    (resource) => resource.scopeSpans.flatMap((scope) => scope.spans),
  )
