import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCompany } from '#sandbox/company/company.ts'
import { createScim } from '#sandbox/scim/scim.ts'
import { scimUserId } from '#sandbox/scim/state.ts'
import { sandboxGoogle } from '#test/connectors/google/support/sandbox-google.ts'
import { sandboxMicrosoft } from '#test/connectors/microsoft/sandbox-microsoft.ts'
import { sandboxOkta } from '#test/connectors/support/sandbox-okta.ts'
import { client, delegate } from './delegate.ts'

interface Standing {
  origin: string
  bearer: string
  /** The platform's id of whose bearer it is. */
  actor: string
  path: string
  write: { method: string; path: string; body?: unknown }
  /** Whether what was read shows the write. */
  shows: (body: Record<string, unknown>) => boolean
  close(): Promise<void>
}

/** One person, one write and how it shows, on each platform. */
const platforms: Readonly<Record<string, () => Promise<Standing>>> = {
  async okta() {
    const okta = await sandboxOkta()
    const { accessToken } = await okta.credential(okta.person('Head of IT').login)
    const path = `/api/v1/users/${okta.person('Accountant').id}`
    return {
      ...{
        origin: okta.url,
        bearer: accessToken,
        actor: okta.person('Head of IT').id,
        close: okta.close,
        path,
      },
      write: { method: 'POST', path: `${path}/lifecycle/suspend` },
      shows: ({ status }) => status === 'SUSPENDED',
    }
  },
  async microsoft() {
    const microsoft = await sandboxMicrosoft()
    const { accessToken } = await microsoft.as('Head of IT')
    const path = `/v1.0/users/${microsoft.person('Accountant').id}`
    const actor = microsoft.person('Head of IT').id
    return {
      ...{ origin: microsoft.url, bearer: accessToken, actor, close: microsoft.close, path },
      write: { method: 'PATCH', path, body: { jobTitle: 'Actuary' } },
      shows: ({ jobTitle }) => jobTitle === 'Actuary',
    }
  },
  async google() {
    const google = await sandboxGoogle()
    const { accessToken } = await google.credential(google.person('Head of IT').login)
    const path = `/admin/directory/v1/users/${google.person('Accountant').id}`
    const actor = google.person('Head of IT').id
    return {
      ...{ origin: google.url, bearer: accessToken, actor, close: google.close, path },
      write: { method: 'PUT', path, body: { suspended: true } },
      shows: ({ suspended }) => suspended === true,
    }
  },
  async scim() {
    const company = createCompany()
    const scim = await createScim({ port: 0, company, clients: [client] })
    const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
    const { bearer } = await delegate(scim.url, login('Head of IT'), 'openid scim.manage')
    const path = `/scim/v2/Users/${scimUserId(company, login('Accountant'))}`
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    }
    return {
      ...{
        origin: scim.url,
        bearer,
        actor: scimUserId(company, login('Head of IT')),
        close: scim.close,
        path,
      },
      write: { method: 'PATCH', path, body },
      shows: ({ active }) => active === false,
    }
  },
}

describe.each(Object.entries(platforms))('%s', (_name, start) => {
  let standing: Standing
  beforeAll(async () => {
    standing = await start()
  })
  afterAll(() => standing.close())
  beforeEach(() => sandbox('reset', {}))

  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${standing.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${standing.bearer}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const write = () => send(standing.write.method, standing.write.path, standing.write.body)
  const read = () => send('GET', standing.path)
  const shown = async () => standing.shows((await (await read()).json()) as Record<string, unknown>)
  async function sandbox(path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await send(body === undefined ? 'GET' : 'POST', `/_sandbox/${path}`, body)
    expect(answer.status).toBe(200)
    return (await answer.json()) as Record<string, unknown>
  }
  const plan = (kind: string, more: { times?: number; ms?: number; match?: object } = {}) =>
    sandbox('faults', [{ match: {}, kind, ...more }])
  const writes = async () => {
    const { entries } = (await sandbox('journal')) as { entries: Record<string, unknown>[] }
    return entries.map(({ method, path, actor, status, fault }) => ({ method, path, actor, status, fault }))
  }

  it.each([
    ['status429', 429],
    ['status500', 500],
  ])('%s: refused as often as planned, and nothing happened', async (kind, status) => {
    await plan(kind, { times: 2 })
    for (let time = 0; time < 2; time += 1) {
      const answer = await write()
      expect(answer.status).toBe(status)
      expect(await answer.json()).toEqual(expect.any(Object))
    }
    expect(await shown()).toBe(false)
    expect((await write()).status).toBeLessThan(300)
    expect(await shown()).toBe(true)
  })

  it('reset_before: cut, and nothing happened', async () => {
    await plan('reset_before')
    await expect(write()).rejects.toThrow()
    expect(await shown()).toBe(false)
    expect(await writes()).toEqual([
      expect.objectContaining({ status: 0, actor: null, fault: 'reset_before' }),
    ])
  })

  it('reset_after: cut, and it happened, by whom is known', async () => {
    await plan('reset_after')
    await expect(write()).rejects.toThrow()
    expect(await shown()).toBe(true)
    const [entry, ...others] = await writes()
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      method: standing.write.method,
      path: standing.write.path,
      actor: { id: standing.actor },
      fault: 'reset_after',
    })
    expect(entry?.['status']).toBeLessThan(300)
  })

  it('delay: late, and then as ever', async () => {
    await plan('delay', { ms: 150 })
    const started = performance.now()
    expect((await read()).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThanOrEqual(145)
  })

  it('expired_token: refused, once', async () => {
    await plan('expired_token')
    expect((await write()).status).toBe(401)
    expect(await shown()).toBe(false)
  })

  it('stale_read: what stood before the write, once', async () => {
    await write()
    await plan('stale_read', { match: { method: 'GET', path: '^(?!/_sandbox/)' } })
    expect([await shown(), await shown()]).toEqual([false, true])
  })

  it('a fault waits for the call that it is about', async () => {
    await plan('status500', { match: { method: standing.write.method } })
    expect((await read()).status).toBe(200)
    expect((await write()).status).toBe(500)
    expect((await sandbox('faults'))['faults']).toEqual([])
  })

  it('a reset brings back what the snapshot showed, and forgets journal and faults', async () => {
    const before = JSON.stringify(
      (await sandbox('snapshot'))['directory'] ?? (await sandbox('snapshot'))['users'],
    )
    await write()
    await plan('status500', { times: 9 })
    await sandbox('reset', {})
    const after = JSON.stringify(
      (await sandbox('snapshot'))['directory'] ?? (await sandbox('snapshot'))['users'],
    )
    const stable = (text: string) => text.replaceAll(/"deleted(At|DateTime)":("[^"]*"|\d+)/g, '')
    expect(stable(after)).toBe(stable(before))
    expect(before.length).toBeGreaterThan(1_000)
    expect(await writes()).toEqual([])
    expect((await sandbox('faults'))['faults']).toEqual([])
  })
})
