import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCompany, oktaUserId } from '#sandbox/company/company.ts'
import { createOkta, type OktaStandIn } from '#sandbox/okta/okta.ts'
import { client, delegate } from '../delegate.ts'

describe('okta: its log', () => {
  const company = createCompany()
  const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
  const userId = oktaUserId(company, login('Recruiter'))
  let okta: OktaStandIn
  let bearer: string

  interface Event {
    uuid: string
    eventType: string
  }

  const call = (path: string, method = 'GET') =>
    fetch(path.startsWith('http') ? path : `${okta.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}` },
    })
  const nextOf = (response: Response) =>
    /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null

  beforeAll(async () => {
    okta = await createOkta({ port: 0, company, clients: [client], logLagMs: 0 })
    bearer = (await delegate(okta.url, login('Head of IT'))).bearer
    for (const step of ['suspend', 'unsuspend', 'suspend', 'unsuspend', 'expire_password']) {
      await call(`/users/${userId}/lifecycle/${step}`, 'POST')
    }
  })
  afterAll(() => okta.close())

  const onUser = `filter=${encodeURIComponent(`target.id eq "${userId}"`)}`
  const types = async (response: Response) =>
    ((await response.json()) as Event[]).map((event) => event.eventType)

  test('bounded: pages end; the order can be turned', async () => {
    const until = new Date(Date.now() + 1_000).toISOString()
    const first = await call(`/logs?${onUser}&until=${until}&limit=3`)
    expect(await types(first)).toEqual(
      ['suspend', 'unsuspend', 'suspend'].map((step) => `user.lifecycle.${step}`),
    )
    const second = await call(nextOf(first) ?? '')
    expect(await types(second)).toEqual(['user.lifecycle.unsuspend', 'user.account.expire_password'])
    expect(nextOf(second)).toBeNull()
    const turned = await call(`/logs?${onUser}&until=${until}&limit=1&sortOrder=DESCENDING`)
    expect(await types(turned)).toEqual(['user.account.expire_password'])
  })

  test('polling: there is always a next page, and it brings only what is new', async () => {
    const all = await call(`/logs?${onUser}`)
    expect(await types(all)).toHaveLength(5)
    const empty = await call(nextOf(all) ?? '')
    expect(await types(empty)).toEqual([])
    await call(`/users/${userId}/lifecycle/deactivate`, 'POST')
    expect(await types(await call(nextOf(empty) ?? ''))).toEqual(['user.lifecycle.deactivate'])
  })

  test('not, contains and free words; what the vendor refuses', async () => {
    const filter = encodeURIComponent(`target.id eq "${userId}" and not (eventType co "suspend")`)
    expect((await types(await call(`/logs?filter=${filter}`)))[0]).toBe('user.account.expire_password')
    expect(await types(await call(`/logs?q=${encodeURIComponent('EXPIRE password')}`))).toEqual([
      'user.account.expire_password',
    ])
    const code = async (query: string) =>
      ((await (await call(`/logs?${query}`)).json()) as { errorCode: string }).errorCode
    expect(await code('since=2020-01-01T00:00:00Z')).toBe('E0000053')
    expect(await code(`filter=${encodeURIComponent('published gt "2026-01-01"')}`)).toBe('E0000053')
    expect(await code('since=yesterday')).toBe('E0000001')
  })

  test('delegation itself is on record', async () => {
    const filter = encodeURIComponent('eventType sw "app.oauth2.token.grant"')
    expect(await types(await call(`/logs?filter=${filter}`))).toEqual([
      'app.oauth2.token.grant.access_token',
      'app.oauth2.token.grant.refresh_token',
    ])
  })
})
