import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as openid from 'openid-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createCompany, oktaUserId } from '#sandbox/company/company.ts'
import { createOkta, type OktaStandIn } from '#sandbox/okta/okta.ts'
import { client, delegate } from '../delegate.ts'

describe('okta: what goes wrong when planned', () => {
  const company = createCompany()
  const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
  const userId = oktaUserId(company, login('Accountant'))
  const reset = `/api/v1/users/${userId}/lifecycle/reset_factors`
  let okta: OktaStandIn
  let bearer: string
  let data: string

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'sandbox-'))
    okta = await createOkta({ port: 0, company, clients: [client], data })
    bearer = (await delegate(okta.url, login('Service Desk Lead'))).bearer
  })
  afterEach(async () => {
    await okta.close()
    rmSync(data, { recursive: true })
  })

  const call = (method: string, path: string) =>
    fetch(okta.url + path, { method, headers: { authorization: `Bearer ${bearer}` } })
  const factors = async () =>
    ((await (await call('GET', `/api/v1/users/${userId}/factors`)).json()) as object[]).length
  const plan = async (...faults: object[]) => {
    const response = await fetch(`${okta.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    })
    return response.status
  }
  const journal = async () => {
    const { entries } = (await (await call('GET', '/_sandbox/journal')).json()) as {
      entries: {
        method: string
        path: string
        status: number
        requestId: string
        fault: string | null
        actor: { login: string } | null
      }[]
    }
    return entries.filter((entry) => entry.path.startsWith('/api/'))
  }

  test('the journal names the credential’s owner and the request', async () => {
    const answer = await call('POST', reset)
    await call('GET', `/api/v1/users/${userId}`)
    expect(await journal()).toMatchObject([
      {
        method: 'POST',
        path: reset,
        status: 200,
        fault: null,
        requestId: answer.headers.get('x-okta-request-id'),
        actor: { login: login('Service Desk Lead') },
      },
    ])
  })

  test('429 and 500 in the vendor’s shape, as often as planned', async () => {
    await plan(
      { match: { method: 'POST', path: 'reset_factors$' }, kind: 'status429' },
      { match: { method: 'POST', path: 'reset_factors$' }, kind: 'status500' },
    )
    const limited = await call('POST', reset)
    expect([limited.status, ((await limited.json()) as { errorCode: string }).errorCode]).toEqual([
      429,
      'E0000047',
    ])
    expect((await call('POST', reset)).status).toBe(500)
    expect(await factors()).toBeGreaterThan(0)
    expect((await call('POST', reset)).status).toBe(200)
  })

  test('cut before: nothing happened; cut after: it happened and nobody heard', async () => {
    const path = 'reset_factors$'
    await plan({ match: { path }, kind: 'reset_before' })
    await expect(call('POST', reset)).rejects.toThrow('fetch failed')
    expect(await factors()).toBeGreaterThan(0)
    await plan({ match: { path }, kind: 'reset_after' })
    await expect(call('POST', reset)).rejects.toThrow('fetch failed')
    expect(await factors()).toBe(0)
    expect((await journal()).map(({ status, fault }) => ({ status, fault }))).toEqual([
      { status: 0, fault: 'reset_before' },
      { status: 200, fault: 'reset_after' },
    ])
  })

  test('a stale read shows the state before the latest write, once', async () => {
    const before = await factors()
    await call('POST', reset)
    await plan({ match: { method: 'GET', path: 'factors$' }, kind: 'stale_read' })
    expect(await factors()).toBe(before)
    expect(await factors()).toBe(0)
  })

  test('an expired token and a delay', async () => {
    await plan({ match: { path: '/users/' }, kind: 'expired_token' })
    expect((await call('GET', `/api/v1/users/${userId}`)).status).toBe(401)
    await plan({ match: { path: '/users/' }, kind: 'delay', ms: 120 })
    const started = performance.now()
    expect((await call('GET', `/api/v1/users/${userId}`)).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(100)
  })

  test('a plan that is none is refused', async () => {
    expect(await plan({ match: {}, kind: 'meteor' })).toBe(422)
    expect(await plan({ match: { path: '(' }, kind: 'delay' })).toBe(422)
  })

  test('state and delegations outlive a restart, in a file for its owner alone', async () => {
    const { configuration, tokens } = await delegate(okta.url, login('Head of IT'))
    await call('POST', reset)
    const port = Number(new URL(okta.url).port)
    await okta.close()
    expect(statSync(join(data, 'sandbox', 'okta.json')).mode & 0o777).toBe(0o600)
    okta = await createOkta({ port, company, clients: [client], data })
    // The client's pool may still hold a socket of the server that ended.
    await vi.waitFor(async () => expect(await factors()).toBe(0))
    expect(await journal()).toHaveLength(1)
    expect(
      (await openid.refreshTokenGrant(configuration, tokens.refresh_token as string)).access_token,
    ).toBeTruthy()
  })

  test('reset brings the seeded company back and keeps delegations', async () => {
    const before = await factors()
    await call('POST', reset)
    await fetch(`${okta.url}/_sandbox/reset`, { method: 'POST' })
    expect(await factors()).toBe(before)
    expect(await journal()).toEqual([])
    const snapshot = await (await call('GET', '/_sandbox/snapshot')).text()
    expect(snapshot).toContain(userId)
    expect(snapshot).not.toContain(bearer)
  })
})
