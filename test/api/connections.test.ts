import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectInBrowser, consent } from '../support/connecting.ts'
import { startWorkers } from '../support/cast.ts'
import { until } from '../support/door.ts'
import { plantFault } from '../support/platform.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { carelessRules } from '#test/worst-model/rules.ts'
import { createTestApi, pathOf, type Session, type TestApi } from './support/test-api.ts'

/** Authority lent and taken back, as people do it: what a callback may not bring, and what a disconnect leaves. */
let api: TestApi
let workers: { stop(): Promise<void> }
let lead: Session
let head: Session
let employee: Session
let leadEmail: string
let headEmail: string

beforeAll(async () => {
  api = await createTestApi()
  workers = await startWorkers(api.world)
  leadEmail = api.person('Identity Lead')
  headEmail = api.person('Head of IT')
  ;[lead, head, employee] = await Promise.all([
    api.browserSession(leadEmail),
    api.browserSession(headEmail),
    api.browserSession(api.person('Payroll Specialist')),
  ])
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await api.close()
})

interface Row {
  id: string
  state: string
  sealed: number
}

const connectionsOf = (person: string) =>
  api.rows<Row>(
    'select id, state, octet_length(sealed_tokens) as sealed from connections where person = $1 order by created_at',
    [person],
  )

const logged = async (
  kind: string,
): Promise<{ code?: string; by: object; detail: Record<string, unknown> }[]> =>
  (
    await api.rows<{ entry: string }>(`select entry from activity_log where entry like $1 order by seq`, [
      `%"kind":"${kind}"%`,
    ])
  ).map((row) => JSON.parse(row.entry))

const disconnect = async (session: Session, id: string) => {
  const answer = await api.call({
    method: 'DELETE',
    url: `/api/connections/${id}`,
    headers: session.headers,
  })
  return { status: answer.statusCode, ...answer.json<{ code?: string; atPlatform?: boolean | null }>() }
}

const journal = async (path: string): Promise<number> => {
  const { entries } = (await (await fetch(new URL('/_sandbox/journal', api.world.okta.url))).json()) as {
    entries: { path: string; status: number }[]
  }
  return entries.filter((each) => each.path === path && each.status === 200).length
}

test('taken back: out of use at once, revoked at the platform, destroyed here, on record twice', async () => {
  expect((await connectInBrowser(api, lead, leadEmail)).statusCode).toBe(200)
  const [made] = await connectionsOf(lead.person)
  expect(made).toMatchObject({ state: 'active' })
  const id = made?.id ?? ''
  expect(await disconnect(employee, id)).toMatchObject({ status: 404, code: 'not_found' })
  const before = await journal('/oauth2/v1/revoke')
  expect(await disconnect(lead, id)).toMatchObject({ status: 200, atPlatform: true })
  expect(await journal('/oauth2/v1/revoke')).toBeGreaterThan(before)
  expect(await connectionsOf(lead.person)).toEqual([{ id, state: 'revoked', sealed: 0 }])
  expect(await disconnect(lead, id)).toMatchObject({ status: 409, code: 'already_decided' })
  expect(await logged('connection.ended')).toMatchObject([
    { code: 'disconnected', by: { role: 'api', person: lead.person }, detail: { connection: id } },
    { code: 'revoked', by: { role: 'gate' }, detail: { connection: id, atPlatform: true } },
  ])
}, 60_000)

test('an admin takes back a colleague’s; a platform that does not confirm is said so', async () => {
  await connectInBrowser(api, lead, leadEmail)
  const id = (await connectionsOf(lead.person)).find((each) => each.state === 'active')?.id ?? ''
  await plantFault(api.world.okta.url, {
    match: { path: '/oauth2/v1/revoke' },
    kind: 'status500',
  })
  expect(await disconnect(head, id)).toMatchObject({ status: 200, atPlatform: false })
  expect(await connectionsOf(lead.person)).toContainEqual({ id, state: 'revoked', sealed: 0 })
}, 60_000)

test('what was out of use when everything died is revoked by the next reconciliation, and by no forged workflow', async () => {
  await connectInBrowser(api, lead, leadEmail)
  const { tenant, temporal, admin } = api.world
  const id = (await connectionsOf(lead.person)).find((each) => each.state === 'active')?.id ?? ''
  const run = (workflowId: string, type: string) =>
    temporal.workflow.execute(type, {
      workflowId,
      taskQueue: `${tenant}.think`,
      args: [{ connection: id }],
    })
  await expect(run(`${tenant}/disconnect/${id}`, 'disconnectAccount')).rejects.toThrow()
  expect(await connectionsOf(lead.person)).toContainEqual({ id, state: 'active', sealed: expect.any(Number) })
  await admin.query(`update connections set state = 'ending' where id = $1`, [id])
  await temporal.schedule.getHandle(`${tenant}/reconcile`).trigger()
  const ended = await until('the revocation', async () =>
    (await logged('connection.ended')).find((each) => each.detail['connection'] === id),
  )
  expect(ended).toMatchObject({ code: 'revoked', detail: { atPlatform: true } })
  expect(await connectionsOf(lead.person)).toContainEqual({ id, state: 'revoked', sealed: 0 })
}, 60_000)

test('connected again: what it replaces is revoked at the platform too, and on record', async () => {
  const active = async () => (await connectionsOf(lead.person)).filter((each) => each.state === 'active')
  await connectInBrowser(api, lead, leadEmail)
  const [older] = await active()
  const before = await journal('/oauth2/v1/revoke')
  expect((await connectInBrowser(api, lead, leadEmail)).statusCode).toBe(200)
  expect(await journal('/oauth2/v1/revoke')).toBe(before + 2)
  expect(await connectionsOf(lead.person)).toContainEqual({ id: older?.id, state: 'revoked', sealed: 0 })
  expect((await active()).map((each) => each.id)).not.toContain(older?.id)
  const ended = (await logged('connection.ended')).filter((each) => each.detail['connection'] === older?.id)
  expect(ended).toMatchObject([{ code: 'revoked', by: { role: 'gate' }, detail: { atPlatform: true } }])
}, 60_000)

test('asks for what its person could ever use it for: by kind, by role, and by the policy in force', async () => {
  const asked = async (session: Session, kind: string) => {
    const started = await api.call({ url: `/connect/okta?kind=${kind}`, headers: session.headers })
    const scopes = new URL(String(started.headers.location)).searchParams.get('scope')?.split(' ') ?? []
    return scopes.filter((scope) => scope.startsWith('okta.'))
  }
  const only = (actions: string, when = '') =>
    api.world.publish(
      carelessRules.map(({ path, text }) => ({
        path,
        text:
          path === 'runtime.yaml'
            ? text.replace('"okta.*", "dex.reply.*"', actions).replace(/\n$/, `\n${when}`)
            : text,
      })),
    )
  await only('"okta.*"')
  expect(await asked(head, 'admin')).toEqual(
    expect.arrayContaining(['okta.apps.manage', 'okta.groups.manage']),
  )
  await only('"okta.user.unlock", "okta.user.get"')
  expect(await asked(head, 'admin')).toEqual(['okta.users.manage', 'okta.users.read'])
  expect(await asked(head, 'investigate')).not.toContain('okta.apps.read')
  expect(await asked(head, 'investigate')).toEqual(
    expect.arrayContaining(['okta.roles.read', 'okta.users.read']),
  )
  // What the platform keeps for admins is asked of no employee.
  expect(await asked(employee, 'own')).toEqual([])
  // What only a live console session may do is nothing that somebody who only approves lends a credential for.
  await only('"okta.user.unlock", "okta.user.get"', '    when: channel == "pro"\n')
  const roles = (held: string) =>
    api.world.admin.query('update sessions set roles = $2 where person = $1', [head.person, held])
  await roles('{approver}')
  expect(await asked(head, 'admin')).toEqual([])
  await roles('{admin}')
  expect(await asked(head, 'admin')).toEqual(['okta.users.manage', 'okta.users.read'])
  // Nobody is told to connect again for what policy does not allow; whoever may use more by now is.
  const missing = async () => {
    const listed = await api.call({ url: '/api/connections', headers: lead.headers })
    const { items } = listed.json<{ items: { mine: boolean; missing: string[] }[] }>()
    return items.filter((each) => each.mine).map((each) => each.missing)
  }
  await connectInBrowser(api, lead, leadEmail)
  expect(await missing()).toEqual([[]])
  await only('"okta.*"')
  expect((await missing())[0]).toContain('okta.apps.manage')
}, 60_000)

test('somebody who only approves is asked for what their approvals need: the directory says which those are', async () => {
  const { world } = api
  const asks = (id: string, action: string, by: string) => ({
    path: `${id}.yaml`,
    text: `apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules:\n  - { id: ${id}, effect: require, actions: ["${action}"], because: x, obligations: { approval: { by: ${by} } } }\n`,
  })
  await world.publish([
    ...carelessRules.map(({ path, text }) => ({ path, text: text.replace(/  - id: a-asks\n[\s\S]*$/, '') })),
    asks('groups', 'okta.group.*', '{ role: security-admin }'),
    asks('apps', 'okta.app.*', '{ role: app-owners }'),
    asks('users', 'okta.user.*', '{ role: it-admin }'),
  ])
  const writes = async (session: Session) => {
    const started = await api.call({ url: '/connect/okta?kind=admin', headers: session.headers })
    if (started.statusCode !== 302) return started.json<{ code: string }>().code
    const scopes = new URL(String(started.headers.location)).searchParams.get('scope')?.split(' ') ?? []
    return scopes.filter((scope) => scope.startsWith('okta.'))
  }
  const approver = async (title: string) => {
    const session = await api.browserSession(api.person(title))
    const { person } = session
    await world.admin.query(`update sessions set roles = '{approver}' where person = $1`, [person])
    const account = world.company.accounts.find((each) => each.title === title)
    await world.admin.query(
      `insert into accounts (tenant, person, platform, org, account_id) values ($1, $2, 'okta', $3, $4) on conflict do nothing`,
      [world.tenant, person, world.okta.url, oktaUserId(world.company, account?.login ?? '')],
    )
    return session
  }
  const security = await approver('Applications Owner')
  const other = await approver('Payroll Specialist')
  // Whose approvals these are, nobody can say yet; an admin connects for their own console meanwhile.
  expect(await writes(security)).toBe('fact_missing')
  expect(await writes(head)).toContain('okta.groups.manage')
  expect((await connectInBrowser(api, head, headEmail, { kind: 'investigate' })).statusCode).toBe(200)
  expect(await writes(security)).toEqual(['okta.groups.manage', 'okta.users.read'])
  expect(await writes(other)).toEqual([])
  // As a deputy they decide by another's right, on their own credential.
  const { rows } = await world.admin.query<{ statement: object }>(
    `insert into deputies (tenant, id, person, deputy, from_at, until_at, statement, signature)
     values ($1, 'dep_test', $2, $3, now() - interval '1 minute', now() + interval '1 hour', '{}', '') returning statement`,
    [world.tenant, security.person, other.person],
  )
  expect(rows).toHaveLength(1)
  expect(await writes(other)).toEqual(['okta.groups.manage', 'okta.users.read'])
}, 60_000)

test.each<[string, (callback: URL) => void]>([
  ['another state', (url) => url.searchParams.set('state', `${url.searchParams.get('state') ?? ''}x`)],
  ['no code', (url) => url.searchParams.delete('code')],
  [
    'a truncated code',
    (url) => url.searchParams.set('code', (url.searchParams.get('code') ?? '').slice(0, 8)),
  ],
  ['a mixed-up issuer (RFC 9207)', (url) => url.searchParams.set('iss', 'https://evil.example')],
  ['the answer of another platform', (url) => (url.pathname = '/connect/google/callback')],
  ['a refusal', (url) => url.searchParams.set('error', 'access_denied')],
])('a callback with %s: a clear page, on record, nothing stored', async (_name, spoil) => {
  const before = [await connectionsOf(head.person), (await logged('access.denied')).length] as const
  const callback = new URL(await consent(api, head, headEmail))
  spoil(callback)
  const answer = await api.call({
    url: pathOf(callback.href),
    headers: { ...head.headers, accept: 'text/html,application/xhtml+xml' },
  })
  expect(answer.statusCode).toBe(400)
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(answer.body).toContain('state_invalid')
  expect(answer.body).not.toContain(callback.searchParams.get('code') ?? 'no code')
  expect(await connectionsOf(head.person)).toEqual(before[0])
  expect((await logged('access.denied')).length).toBeGreaterThan(before[1])
})

test('a code that was used is nobody’s: neither the callback again, nor in a fresh round', async () => {
  const first = await consent(api, head, headEmail)
  expect((await api.call({ url: pathOf(first), headers: head.headers })).statusCode).toBe(200)
  const stored = await connectionsOf(head.person)
  expect((await api.call({ url: pathOf(first), headers: head.headers })).statusCode).toBe(400)
  const second = new URL(await consent(api, head, headEmail))
  second.searchParams.set('code', new URL(first).searchParams.get('code') ?? '')
  const answer = await api.call({ url: pathOf(second.href), headers: head.headers })
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'state_invalid'])
  expect(await connectionsOf(head.person)).toEqual(stored)
})

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
])('an open redirect to %j leads nowhere but here', async (returnTo) => {
  const answer = await connectInBrowser(api, head, headEmail, { returnTo })
  expect(answer.statusCode).toBe(302)
  expect(String(answer.headers.location)).toBe('/')
})
