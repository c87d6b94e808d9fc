import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCompany, oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import { oktaAppId } from '#sandbox/okta/apps.ts'
import { createOkta, type OktaStandIn } from '#sandbox/okta/okta.ts'
import { client, delegate } from '../delegate.ts'

describe('okta: accounts and their states', () => {
  const company = createCompany()
  const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
  const id = (title: string) => oktaUserId(company, login(title))
  let okta: OktaStandIn
  let bearer: string

  beforeAll(async () => {
    okta = await createOkta({ port: 0, company, clients: [client], logLagMs: 0 })
    bearer = (await delegate(okta.url, login('Head of IT'))).bearer
  })
  afterAll(() => okta.close())
  beforeEach(() => fetch(`${okta.url}/_sandbox/reset`, { method: 'POST' }))

  interface Answered {
    status: number
    etag: string | null
    body: Record<string, unknown> & { errorCode?: string; errorCauses?: { errorSummary: string }[] }
  }

  async function call(method: string, path: string, body?: object, headers: object = {}): Promise<Answered> {
    const response = await fetch(`${okta.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed = text === '' ? {} : (JSON.parse(text) as Answered['body'])
    return { status: response.status, etag: response.headers.get('etag'), body: parsed }
  }
  const cause = ({ body }: Answered) => `${body.errorCode}: ${body.errorCauses?.[0]?.errorSummary ?? ''}`
  const nova = { login: 'nova@acme.example', email: 'nova@acme.example', firstName: 'Nova', lastName: 'Ito' }

  test.each([
    ['activate=false', undefined, 'STAGED'],
    ['activate=true', undefined, 'PROVISIONED'],
    ['activate=false', 'Long-enough-1', 'STAGED'],
    ['', 'Long-enough-1', 'ACTIVE'],
  ])('created with %j and password %j is %s', async (query, value, status) => {
    const credentials = value === undefined ? {} : { credentials: { password: { value } } }
    const { body } = await call('POST', `/users?${query}`, { profile: nova, ...credentials })
    expect(body).toMatchObject({ status, profile: nova })
    const groups = await call('GET', `/users/${String(body['id'])}/groups`)
    expect(groups.body).toMatchObject([{ type: 'BUILT_IN' }])
  })

  test('a login is taken whatever its case and accents; what the schema does not know is refused', async () => {
    const create = async (over: object) =>
      cause(await call('POST', '/users', { profile: { ...nova, ...over } }))
    const taken = 'E0000001: login: An object with this field already exists in the current organization'
    expect(await create({ login: login('Recruiter').toUpperCase() })).toBe(taken)
    expect(await create({ login: login('Recruiter').replace('a', 'á') })).toBe(taken)
    expect(await create({ shoeSize: '44' })).toBe(
      "E0000001: Property name 'shoeSize' is not defined in profile",
    )
    expect(await create({ firstName: 'x'.repeat(51) })).toMatch(/^E0000001: firstName/)
    expect(await create({ lastName: null })).toMatch(/^E0000001: lastName/)
    expect(await create({ email: 'nobody' })).toMatch(/^E0000001: email/)
    const groupIds = Array.from({ length: 21 }, () => oktaGroupId(company, 'vpn-users'))
    expect(cause(await call('POST', '/users', { profile: nova, groupIds }))).toMatch(/^E0000093/)
  })

  test('a partial update keeps what it leaves out, a replacement clears it', async () => {
    const path = `/users/${id('Recruiter')}`
    const before = (await call('GET', path)).body['profile'] as Record<string, unknown>
    expect((await call('POST', path, { profile: { title: 'Closer' } })).body['profile']).toEqual({
      ...before,
      title: 'Closer',
    })
    const { firstName, lastName, email } = before
    const replaced = await call('PUT', path, {
      profile: { login: before['login'], email, firstName, lastName },
    })
    expect(replaced.body['profile']).toMatchObject({ email, title: null })
    expect(replaced.body['profile']).not.toHaveProperty('department')
  })

  test('an update on a stale ETag is refused, and the deactivated have no profile to change', async () => {
    const path = `/users/${id('Recruiter')}`
    const { etag } = await call('GET', path)
    const change = { profile: { title: 'Closer' } }
    expect((await call('POST', path, change, { 'if-match': etag })).status).toBe(200)
    expect(cause(await call('POST', path, change, { 'if-match': etag }))).toMatch(/^E0000231/)
    expect((await call('POST', `/users/${id('Growth Analyst')}`, change)).status).toBe(404)
  })

  test('deleted once is deactivated, twice is gone', async () => {
    const path = `/users/${id('Recruiter')}`
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', path)).body['status']).toBe('DEPROVISIONED')
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', path)).status).toBe(404)
    expect((await call('DELETE', path)).status).toBe(404)
  })

  test('an application comes directly or through a group; a direct one ends with the account', async () => {
    const user = id('Account Executive')
    const scope = async (label: string) =>
      (await call('GET', `/apps/${oktaAppId(company, label)}/users/${user}`)).body['scope']
    expect([await scope('VPN Portal'), await scope('Figma')]).toEqual(['GROUP', undefined])
    const figma = `/apps/${oktaAppId(company, 'Figma')}/users`
    expect((await call('POST', figma, { id: user, scope: 'USER' })).body).toMatchObject({
      id: user,
      scope: 'USER',
    })
    expect(cause(await call('POST', figma, { id: id('Growth Analyst') }))).toMatch(/^E0000117/)
    const filter = encodeURIComponent(`user.id eq "${user}"`)
    const labels = (await call('GET', `/apps?filter=${filter}`)).body as unknown as { label: string }[]
    expect(labels.map(({ label }) => label).sort()).toEqual(['Figma', 'Salesforce', 'VPN Portal', 'Wiki'])
    const links = (await call('GET', `/users/${user}/appLinks`)).body as unknown as { label: string }[]
    expect(links.map(({ label }) => label).sort()).toEqual(['Figma', 'Salesforce', 'VPN Portal', 'Wiki'])
    await call('POST', `/users/${user}/lifecycle/deactivate`)
    expect(await scope('Figma')).toBeUndefined()
  })

  test('reactivating takes a pending or a recovering account, and gives a link unless it mails', async () => {
    const reactivate = (title: string, query = '') =>
      call('POST', `/users/${id(title)}/lifecycle/reactivate${query}`)
    expect((await reactivate('Learning Specialist')).body).toHaveProperty('activationUrl')
    expect((await reactivate('Learning Specialist', '?sendEmail=true')).body).toEqual({})
    expect(cause(await reactivate('Recruiter'))).toMatch(/^E0000038/)
  })
})
