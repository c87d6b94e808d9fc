import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createSecretDelivery } from '#activities/secrets/secret-delivery.ts'
import { authorization, dexRoles } from '#client/api/authorization.ts'
import { openSession } from '#client/api/session/open-session.ts'
import type { PersonId, RequestId, TenantId } from '#contract/ids.ts'
import {
  newApprovalId,
  newAttemptId,
  newConnectionId,
  newDecisionId,
  newPersonId,
  newRequestId,
  newSecretId,
  newStandingId,
} from '#contract/new-id.ts'
import { appendLog } from '#store/log.ts'
import { openRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { type Column, columnsWithTenant, fillTenant, rowsOfTenant, tablesOf } from '../support/fill-tenant.ts'
import { type Call, callsOf, digestSlot, type Operation, operationsOf, slot } from './support/operations.ts'
import { cookiesOf, createTestApi, signed, source, type TestApi } from './support/test-api.ts'

/** In every text of the one tenant; the other must never see it. */
const canary = 'Canary-of-acme-77xk'
const umbrella = 'umbrella' as TenantId
let api: TestApi
let request: RequestId
/** Stands by itself, without a row of the filling. */
let control: RequestId
let secret: string
let person: string
const sessions: Record<'cli' | 'browser', Record<string, string>> = { cli: {}, browser: {} }

async function openTheirs(id: RequestId): Promise<void> {
  const { tenant, shared } = api.world
  const key = await shared.requestKeys.create(tenant, id)
  await api.deps.database.transaction(tenant, async (tx) => {
    await openRequest(tenant, tx, {
      id,
      workflow_id: `${tenant}/desk/${canary}-${id}`,
      source: 'desk',
      door_key: `${canary}-${id}`,
      channel: 'ticket',
      assurance: 'asserted',
      requester_lookup: null,
      authors: [],
      status: 'escalated',
      content_digest: 'test',
      actions: [],
      risk: 'low',
    })
    const ask = { title: canary, text: canary, requesterEmail: null, url: null, externalId: null }
    await scratchOf(tenant, tx, id, key).putOnce('ask', ask)
  })
}

beforeAll(async () => {
  api = await createTestApi({
    deps: {
      temporalWebUrl: inject('temporalWebUrl') || 'http://127.0.0.1:1',
      // Nobody works for the other tenant: what waits for a workflow's answer is refused soon.
      deadlines: { startMs: 5_000, answerMs: 50 },
    },
  })
  const { tenant, admin, shared } = api.world
  person = (await api.cliSession(api.person('Accountant'))).person
  request = newRequestId()
  control = newRequestId()
  for (const id of [request, control]) await openTheirs(id)
  const delivery = createSecretDelivery({
    database: api.world.database('dex_gate'),
    secretKeys: shared.secretKeys,
    clock: Date.now,
  })
  secret = (
    await delivery.keep({
      tenant,
      request,
      step: 1,
      action: 'a',
      recipient: person as PersonId,
      secret: canary,
    })
  ).id

  await admin.query('insert into tenants (tenant) values ($1)', [umbrella])
  await shared.createTenant(umbrella)
  await admin.query('insert into tenant_settings values ($1, $2)', [
    umbrella,
    JSON.stringify(api.world.settings),
  ])
  const at = { iss: 'https://idp.umbrella.test', sub: 'everyone', acr: null, amr: [], authTime: 0 }
  for (const kind of ['cli', 'browser'] as const) {
    const opened = await openSession(
      api.deps,
      umbrella,
      {
        issuer: at.iss,
        subject: at.sub,
        email: 'e@umbrella.test',
        name: 'E',
        roles: [...dexRoles],
        auth: at,
      },
      kind,
    )
    sessions[kind] =
      kind === 'cli'
        ? { authorization: `Bearer ${opened.token}` }
        : { cookie: `__Host-dex=${opened.token}`, 'sec-fetch-site': 'same-origin' }
  }
}, 60_000)
afterAll(() => api.close())

/** Ids and texts of the other tenant's rows, by what they name; and such as nobody has, of the same form. */
const foreign: Record<string, string> = { digest: `sha256:${'a'.repeat(64)}` }
const absent: Record<string, string> = { digest: `sha256:${'b'.repeat(64)}` }
let columns: Column[]
let entry: string

beforeAll(async () => {
  const made: Record<string, [string, () => string]> = {
    request: [request, newRequestId],
    secret: [secret, newSecretId],
    person: [person, newPersonId],
    approval: [newApprovalId(), newApprovalId],
    decision: [newDecisionId(), newDecisionId],
    connection: [newConnectionId(), newConnectionId],
    standing: [newStandingId(), newStandingId],
    attempt: [newAttemptId(), newAttemptId],
    email: [api.person('Accountant'), () => 'nobody.at-all@acme.example'],
    door: [canary, () => 'Missing-of-nobody-88ab'],
    source: [source, () => 'none'],
    tenant: [api.world.tenant, () => `t${'0'.repeat(10)}`],
  }
  for (const [kind, [known, other]] of Object.entries(made)) {
    foreign[kind] = known
    absent[kind] = other()
  }
  columns = await columnsWithTenant(api.world.admin)
  entry = JSON.stringify({ v: 1, kind: 'alarm', request, by: { role: 'gate', person }, code: canary })
  // A row of theirs in every table, under the ids that the calls below try.
  const ofTable: Record<string, string> = {
    approvals: 'approval',
    decisions: 'decision',
    connections: 'connection',
    standing_approvals: 'standing',
    connect_attempts: 'attempt',
    requests: 'request',
    secrets: 'secret',
    people: 'person',
  }
  await fillTenant(api.world.admin, api.world.tenant, columns, ({ table, name }) => {
    if (name === 'entry') return entry
    const kind = name === 'id' ? ofTable[table] : /digest|hash|bundle/.test(name) ? 'digest' : name
    return foreign[kind ?? ''] ?? canary
  })
}, 60_000)

/** Ends the session that the other calls need; its own test is below. */
const signsOut = ['POST /auth/logout', 'POST /api/sessions/end-all']
/** What no page names in the OpenAPI document takes these as its query. */
const hiddenQueries: Record<string, string[]> = {
  'GET /auth/login': ['signIn', 'returnTo'],
  'GET /auth/callback': ['code', 'state'],
  'GET /auth/step-up': ['approval'],
  'GET /render': ['content'],
}
const text = { type: 'string' }
const mark = 'A'.repeat(43)
/** A session, and a sign-in under way, say in whose name they are: of this tenant's there is none either. */
const strangers: Operation[] = [
  ['GET /api/me', 'authorization', `Bearer ${slot}.${mark}`] as const,
  ['GET /api/me', 'cookie', `__Host-dex=${slot}.${mark}`] as const,
  ['GET /temporal', 'cookie', `__Host-dex=${slot}.${mark}`] as const,
  ['GET /auth/callback', 'cookie', `__Host-dex-signin=${slot}.${mark}`] as const,
  ['GET /auth/login', 'cookie', `__Host-dex-place=${slot}`] as const,
].map(([line, name, value]) => ({
  line,
  parameters: [{ in: 'header', name, required: true, schema: { const: value } }],
  body: null,
}))
/** Nobody asks for these by an id: a state that was never given out is all that can be tried. */
const byState = ['GET /connect/:platform/callback', 'GET /auth/callback']
/** Whoever may not decide here is a wrong value of the body: that answer is what is compared. */
const byValue = ['POST /api/deputies']
/** Answers before it looks at what it was asked for: pages that are the same for all, and who is refused at the door. */
const looksNowhere = /^\w+ \/(temporal|requests|approvals)/
/** Never ends: its own test is below. */
const streams = ['GET /api/live']

const fillIn = (text: string, ids: Record<string, string>, kind: string): string =>
  text
    .replaceAll(slot, ids[kind] ?? '')
    .replaceAll(encodeURIComponent(slot), encodeURIComponent(ids[kind] ?? ''))
    .replaceAll('%7B%7Bid%7D%7D', encodeURIComponent(ids[kind] ?? ''))
    .replaceAll(digestSlot, ids['digest'] ?? '')
    .replaceAll('%7B%7Bdigest%7D%7D', encodeURIComponent(ids['digest'] ?? ''))
    .replaceAll('{{own tenant}}', umbrella)

/** Signs as some source does, and as none of theirs. */
const strangersSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

interface Answer {
  status: number
  text: string
  ms: number
}

async function send(line: string, call: Call, ids: Record<string, string>, kind: string): Promise<Answer> {
  const access = authorization[line]
  const session =
    access?.sessions === null ? {} : sessions[access?.sessions.includes('cli') ? 'cli' : 'browser']
  const form = line === 'POST /auth/back-channel-logout'
  const body = call.body === undefined ? undefined : fillIn(JSON.stringify(call.body), ids, kind)
  const payload =
    form && body !== undefined
      ? new URLSearchParams(JSON.parse(body) as Record<string, string>).toString()
      : body
  const given = Object.entries(call.headers).map(([name, text]) => [name, fillIn(text, ids, kind)])
  const started = performance.now()
  const answer = await api.app.inject({
    method: call.method as 'GET',
    url: fillIn(call.url, ids, kind),
    headers: {
      ...session,
      ...Object.fromEntries(given),
      ...(payload !== undefined && {
        'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      }),
      ...(line.startsWith('POST /hooks/') && signed(payload ?? '', { secret: strangersSecret })),
    },
    ...(payload !== undefined && { payload }),
  })
  const ms = performance.now() - started
  const { 'content-type': type, location, 'retry-after': later } = answer.headers
  return {
    status: answer.statusCode,
    text: `${JSON.stringify({ type, location, later })}\n${answer.body}`,
    ms,
  }
}

/** What is left of an answer when the ids that were asked for, and all that is new each time, are taken out. */
const shapeOf = (text: string, ids: Record<string, string>): string =>
  [...Object.values(ids), ...Object.values(ids).map(encodeURIComponent)]
    .reduce((left, id) => left.replaceAll(id, 'ID'), text)
    .replaceAll(/\b[a-z]{3}_[A-Za-z0-9]{24}\b/g, 'ID')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/[0-9a-f]{64}|[A-Za-z0-9_-]{43,86}/g, 'HASH')
    .replaceAll(/\d+/g, 'N')
    // Looking at a person's record is on that record itself, from the next look on.
    .replaceAll(/\{"seq":N,[^}]*"kind":"activity\.exported"[^}]*\},?/g, '')

const takesAny = ({ parameters, body }: Operation): boolean => parameters.length > 0 || body !== null
const asksFor = (call: Call): boolean => /\{\{(id|digest)|%7B%7B(id|digest)/.test(JSON.stringify(call))
const refusedForm = (status: number): boolean => status === 400 || status === 422

async function operations(): Promise<Operation[]> {
  const document = await api.app.inject({ url: '/api/openapi.json' })
  const described = operationsOf(document.json())
  const hidden = Object.keys(authorization)
    .filter((line) => !described.some((each) => each.line === line))
    .map((line): Operation => {
      const path = line.replace(/^\S+ /, '').replace('*', 'api/v1/namespaces/:namespace/workflows/:workflow')
      const names = [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
      const parameters = names.map((name) => ({
        in: 'path' as const,
        name,
        required: true,
        schema: { type: 'string', ...(name === 'platform' && { enum: ['okta'] }) },
      }))
      const queries = (hiddenQueries[line] ?? []).map((name) => ({
        ...{ in: 'query' as const, name, schema: text },
        required: name === 'approval',
      }))
      return { line, path, parameters: [...parameters, ...queries], body: null }
    })
  return [...described, ...hidden, ...strangers].filter(
    ({ line }) => !signsOut.includes(line) && !streams.includes(line),
  )
}

/**
 * Judging a bundle takes a process of its own: what is told apart there is the digest. A stop names a platform or an action of
 * the catalog, never both. A page that is full of looks would hide how many there were.
 */
const left: Readonly<Record<string, string[]>> = {
  'POST /api/policy/publish': ['files'],
  'POST /api/stops': ['platform', 'action'],
  'POST /api/activity/of-person': ['limit'],
}
/** What stands already would be answered as it was said before, with what was asked for then. */
const ends: Readonly<Record<string, string>> = {
  'POST /api/stops':
    'update stops set ended_at = now(), ended_by = stopped_by where ended_at is null and tenant <> $1',
}
const withoutSome = (operation: Operation): Operation => {
  const { line, parameters, body } = operation
  const out = left[line]
  if (out === undefined || body === null) return operation
  const properties = Object.fromEntries(
    Object.entries(body.properties ?? {}).filter(([name]) => !out.includes(name)),
  )
  return { line, parameters, body: { ...body, properties } }
}

test('every operation of the OpenAPI document: an id of another tenant is answered as one that nobody has', async () => {
  const { admin, tenant } = api.world
  const tables = tablesOf(columns).filter((table) => !['activity_log', 'log_heads'].includes(table))
  const before = await rowsOfTenant(admin, tenant, tables)
  const { source: _, ...telling } = foreign
  const known = Object.values(telling)
  let pairs = 0
  const never: string[] = []
  const timed: [string, Call, string][] = []
  for (const operation of (await operations()).map(withoutSome)) {
    const { line } = operation
    let understood = false
    const property = fc.asyncProperty(
      callsOf(operation),
      fc.constantFrom(...Object.keys(foreign)),
      fc.boolean(),
      async (call, kind, foreignFirst) => {
        const order = foreignFirst ? [foreign, absent] : [absent, foreign]
        const answers: Answer[] = []
        for (const ids of order) {
          if (ends[line] !== undefined) await admin.query(ends[line], [tenant])
          answers.push(await send(line, call, ids, kind))
        }
        const [theirs, nobodys] = foreignFirst ? answers : answers.toReversed()
        if (!theirs || !nobodys) throw new Error('unreachable')
        pairs += 1
        const asked = JSON.stringify(call)
        for (const id of known) {
          // What was asked for may be said again; nothing else of theirs is.
          if (!fillIn(asked, foreign, kind).includes(id))
            expect([line, theirs.text.includes(id)]).toEqual([line, false])
        }
        expect([line, theirs.status === 500]).toEqual([line, false])
        if (!refusedForm(theirs.status)) {
          if (!understood && asksFor(call) && !looksNowhere.test(line)) timed.push([line, call, kind])
          understood = true
        }
        if (!asksFor(call)) return
        expect([line, call.url, kind, theirs.status, shapeOf(theirs.text, foreign)]).toEqual([
          line,
          call.url,
          kind,
          nobodys.status,
          shapeOf(nobodys.text, absent),
        ])
      },
    )
    const kinds = Object.keys(foreign)
    const examples = fc
      .sample(callsOf(operation), kinds.length)
      .map((call, index): [Call, string, boolean] => [call, kinds[index] ?? '', true])
    const options = takesAny(operation) ? { examples, numRuns: examples.length + 2 } : { numRuns: 2 }
    await fc.assert(property, options)
    if (!understood && ![...byState, ...byValue].includes(line)) never.push(line)
  }
  expect(await rowsOfTenant(admin, tenant, tables)).toBe(before)
  process.stderr.write(
    `isolation: ${pairs} pairs of calls; never understood: ${never.join(', ') || 'none'}\n`,
  )
  expect(never).toEqual([])
  await sameTime(timed)
}, 180_000)

/** The shortest of many is what a call takes when nothing else happens: a stranger's id is no slower, and no faster, than by 1 ms or a fifth. */
async function sameTime(calls: readonly [string, Call, string][]): Promise<void> {
  expect(calls.length).toBeGreaterThan(20)
  for (const [line, call, kind] of calls) {
    const least = { theirs: Number.POSITIVE_INFINITY, nobodys: Number.POSITIVE_INFINITY }
    const alike = (): boolean =>
      Math.abs(least.theirs - least.nobodys) <= Math.max(1, Math.min(least.theirs, least.nobodys) / 5)
    for (let round = 0; round < 400 && (round < 6 || !alike()); round += 1) {
      least.theirs = Math.min(least.theirs, (await send(line, call, foreign, kind)).ms)
      least.nobodys = Math.min(least.nobodys, (await send(line, call, absent, kind)).ms)
    }
    expect([line, alike()]).toEqual([line, true])
  }
}

test('lists and counts say the same whatever another tenant has', async () => {
  const lists = Object.keys(authorization).filter(
    (line) =>
      line.startsWith('GET /api/') &&
      !line.includes(':') &&
      !streams.includes(line) &&
      line !== 'GET /api/openapi.json',
  )
  const record = lists.filter((line) => line.includes('/activity'))
  const look = async (lines: readonly string[]): Promise<[string, number, string][]> => {
    const found: [string, number, string][] = []
    for (const line of lines) {
      const url =
        line.slice(4) === '/api/policy/explain'
          ? `${line.slice(4)}?request=${absent['request']}`
          : line.slice(4)
      const { status, text } = await send(
        line,
        { method: 'GET', url, headers: {}, body: undefined },
        absent,
        'request',
      )
      found.push([
        line,
        status,
        text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f-]{36}|[0-9a-f]{64}|[A-Za-z0-9_-]{86}/g, 'X'),
      ])
    }
    return found
  }
  // Looking at the log is on record itself: what it says moves with each look.
  const others = lists.filter((line) => !record.includes(line))
  const before = await look(others)
  const later = 'Canary-of-acme-later-3d'
  let count = 0
  await fillTenant(api.world.admin, api.world.tenant, columns, ({ name, type, key }) => {
    if (name === 'entry') return JSON.stringify({ ...(JSON.parse(entry) as object), code: later })
    return key && type === 'text' ? `${name}-${(count += 1)}` : later
  })
  const after = await look(others)
  expect(after).toEqual(before)
  for (const [line, , text] of [...after, ...(await look(record))]) {
    expect([line, text.includes(later)]).toEqual([line, false])
  }
})

test('no name of a tenant is taken at the sign-in, and no id but its own leads to its page', async () => {
  const answers = [api.world.tenant, absent['tenant'] ?? '', `sgn_${'0'.repeat(24)}`].flatMap((name) =>
    ['login?tenant=', 'login?signIn=', 'cli?tenant=', 'cli?signIn='].map(async (query) => {
      const { statusCode, body, headers } = await api.call({ url: `/auth/${query}${name}` })
      expect([query, name, headers.location, headers['set-cookie']]).toEqual([
        query,
        name,
        undefined,
        undefined,
      ])
      return [query, statusCode, (JSON.parse(body) as { code: string }).code]
    }),
  )
  const [theirs, nobodys] = [await Promise.all(answers.slice(0, 4)), await Promise.all(answers.slice(4, 8))]
  expect(theirs).toEqual(nobodys)
  expect((await Promise.all(answers.slice(8))).map(([, status]) => status)).toEqual([422, 404, 422, 404])
  // The control: by its id it is there, and the browser finds its way back without it.
  const there = await api.call({ url: `/auth/login?signIn=${api.signIn}` })
  expect([there.statusCode, new URL(String(there.headers.location)).origin]).toEqual([302, api.idp.url])
  const back = await api.call({ url: '/auth/login', cookies: cookiesOf(there) })
  expect([back.statusCode, new URL(String(back.headers.location)).origin]).toEqual([302, api.idp.url])
  expect((await api.call({ url: '/auth/login' })).statusCode).toBe(404)
})

test('the live stream of one tenant says nothing, and nothing later, of what another does', async () => {
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const put = (tenant: TenantId) =>
    api.deps.database.transaction(tenant, (tx) =>
      appendLog(tenant, tx, {
        ...{ v: 1, kind: 'request.status', at: new Date().toISOString(), by: { role: 'gate' } },
        request: newRequestId(),
      }),
    )
  const abort = new AbortController()
  const streamOf = async (tenant: TenantId, headers: Record<string, string>) =>
    fetch(`${url}/api/live?after=${(await put(tenant)).seq}`, { headers, signal: abort.signal })
  const theirs = await api.cliSession(api.person('Identity Lead'))
  const [own, other] = await Promise.all([
    streamOf(umbrella, sessions.cli),
    streamOf(api.world.tenant, theirs.headers),
  ])
  for (let row = 0; row < 5; row += 1) await put(api.world.tenant)
  expect((await eventsOf(other, 5)).length).toBe(5)
  await put(umbrella)
  expect(await eventsOf(own, 1)).toEqual([expect.stringContaining('request.status')])
  abort.abort()
}, 20_000)

/** The first events of a stream, each as it was sent. */
async function eventsOf(response: Response, count: number): Promise<string[]> {
  let text = ''
  const reader = response.body?.getReader()
  for (;;) {
    const events = text
      .split('\n\n')
      .slice(0, -1)
      .filter((block) => block.includes('event: '))
    if (events.length >= count) return events
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done || value === undefined) return events
    text += Buffer.from(value).toString('utf8')
  }
}

test('ending all sessions ends those of one person of one tenant', async () => {
  const theirs = await api.cliSession(api.person('Identity Lead'))
  const url = '/api/sessions/end-all'
  const ended = await api.app.inject({ method: 'POST', url, headers: sessions.cli })
  expect(ended.statusCode).toBeLessThan(300)
  expect((await api.app.inject({ url: '/api/me', headers: sessions.cli })).statusCode).toBe(401)
  expect((await api.app.inject({ url: '/api/me', headers: theirs.headers })).statusCode).toBe(200)
})

test('the control: to the tenant itself the same request is there', async () => {
  const admin = await api.cliSession(api.person('Identity Lead'))
  const answer = await api.app.inject({ url: `/api/requests/${control}`, headers: admin.headers })
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain(canary)
})
