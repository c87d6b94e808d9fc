import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCompany, oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import { oktaAppId } from '#sandbox/okta/apps.ts'
import { createOkta, type OktaStandIn } from '#sandbox/okta/okta.ts'
import { client, delegate } from '../delegate.ts'

describe('okta: who may do what', () => {
  const company = createCompany()
  const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
  const id = (title: string) => oktaUserId(company, login(title))
  const bearers = new Map<string, string>()
  let okta: OktaStandIn

  const people = {
    super: 'Head of IT',
    org: 'Identity Lead',
    desk: 'Service Desk Lead',
    deskByGroup: 'Service Desk Engineer',
    app: 'Applications Owner',
    reader: 'Security Analyst',
    employee: 'Recruiter',
  } as const

  beforeAll(async () => {
    okta = await createOkta({ port: 0, company, clients: [client] })
    for (const [who, title] of Object.entries(people))
      bearers.set(who, (await delegate(okta.url, login(title))).bearer)
  })
  afterAll(() => okta.close())

  const call = (who: string, method: string, path: string, body?: object) =>
    fetch(`${okta.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearers.get(who)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })

  const someone = id('Payroll Specialist')
  const figma = oktaAppId(company, 'Figma')
  type Row = [what: string, method: string, path: string, allowed: (keyof typeof people)[], body?: object]
  const rows: Row[] = [
    [
      'see factors',
      'GET',
      `/users/${someone}/factors`,
      ['super', 'org', 'desk', 'deskByGroup', 'app', 'reader'],
    ],
    [
      'reset factors',
      'POST',
      `/users/${someone}/lifecycle/reset_factors`,
      ['super', 'org', 'desk', 'deskByGroup'],
    ],
    [
      'reset an admin’s factors',
      'POST',
      `/users/${id('Security Analyst')}/lifecycle/reset_factors`,
      ['super'],
    ],
    [
      'reset the super admin’s factors',
      'POST',
      `/users/${id('Head of IT')}/lifecycle/reset_factors`,
      ['super'],
    ],
    [
      'reset factors of an admin by group',
      'POST',
      `/users/${id(people.deskByGroup)}/lifecycle/reset_factors`,
      ['super'],
    ],
    ['clear sessions', 'DELETE', `/users/${someone}/sessions`, ['super', 'org', 'desk', 'deskByGroup']],
    ['see applications', 'GET', '/apps', ['super', 'app', 'reader']],
    ['see who has one', 'GET', `/apps/${figma}/users`, ['super', 'app', 'reader']],
    ['assign one', 'POST', `/apps/${figma}/users`, ['super', 'app'], { id: someone }],
    ['edit a profile', 'POST', `/users/${someone}`, ['super', 'org'], { profile: { title: 'Closer' } }],
    [
      'edit an admin’s profile',
      'POST',
      `/users/${id('Security Analyst')}`,
      ['super'],
      { profile: { title: 'Closer' } },
    ],
    ['see the roles of a group', 'GET', `/groups/${oktaGroupId(company, 'it-helpdesk')}/roles`, ['super']],
    ['read the log', 'GET', '/logs', ['super', 'org', 'app', 'reader']],
    ['see roles', 'GET', `/users/${someone}/roles`, ['super']],
    ['see all admins', 'GET', '/iam/assignees/users', ['super']],
    [
      'add to a group',
      'PUT',
      `/groups/${oktaGroupId(company, 'vpn-users')}/users/${someone}`,
      ['super', 'org'],
    ],
    [
      'add to an admin group',
      'PUT',
      `/groups/${oktaGroupId(company, 'it-helpdesk')}/users/${someone}`,
      ['super'],
    ],
  ]

  describe.each(rows)('%s', (_what, method, path, allowed, body) => {
    test.each(Object.keys(people) as (keyof typeof people)[])('as %s', async (who) => {
      const response = await call(who, method, path, body)
      const text = await response.text()
      const refusal = response.ok ? null : (JSON.parse(text) as { errorCode: string }).errorCode
      const wanted = allowed.includes(who) ? [true, null] : [false, 'E0000006']
      expect([response.ok, refusal]).toEqual(wanted)
      await call('super', 'DELETE', `/groups/${oktaGroupId(company, 'it-helpdesk')}/users/${someone}`)
    })
  })

  test('the help desk does not suspend', async () => {
    expect((await call('desk', 'POST', `/users/${someone}/lifecycle/suspend`)).status).toBe(403)
  })

  test('an employee sees themselves, nobody else, and an empty list', async () => {
    expect((await call('employee', 'GET', '/users/me')).status).toBe(200)
    expect((await call('employee', 'GET', `/users/${id(people.employee)}/factors`)).status).toBe(200)
    expect((await call('employee', 'GET', `/users/${someone}`)).status).toBe(403)
    const list = await call('employee', 'GET', '/users')
    expect([list.status, await list.json()]).toEqual([200, []])
  })

  test('roles come with how they are held', async () => {
    const types = async (title: string) => {
      const roles = (await (await call('super', 'GET', `/users/${id(title)}/roles`)).json()) as object[]
      return roles.map((role) => role)
    }
    expect(await types(people.deskByGroup)).toMatchObject([
      { type: 'HELP_DESK_ADMIN', assignmentType: 'GROUP' },
    ])
    expect(await types(people.super)).toMatchObject([{ type: 'SUPER_ADMIN', assignmentType: 'USER' }])
    expect(await types(people.employee)).toEqual([])
    const admins = (await (await call('super', 'GET', '/iam/assignees/users')).json()) as {
      value: { id: string }[]
    }
    expect(admins.value.map((admin) => admin.id)).toContain(id(people.deskByGroup))
    expect(admins.value).toHaveLength(6)
  })

  test('a missing scope is refused with an empty body, whatever the role', async () => {
    const narrow = await delegate(okta.url, login(people.super), 'openid okta.users.read')
    const ask = (method: string, path: string) =>
      fetch(`${okta.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${narrow.bearer}` } })
    expect((await ask('GET', `/users/${someone}`)).status).toBe(200)
    const refused = await ask('POST', `/users/${someone}/lifecycle/reset_factors`)
    expect([refused.status, await refused.text()]).toEqual([403, ''])
    expect(refused.headers.get('www-authenticate')).toContain(
      'error="insufficient_scope", scope="okta.users.manage"',
    )
  })

  test('no token, a made-up one and none at all are 401', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: 'SSWS x' }]) {
      const response = await fetch(`${okta.url}/api/v1/users/me`, {
        headers: headers as Record<string, string>,
      })
      expect([response.status, ((await response.json()) as { errorCode: string }).errorCode]).toEqual([
        401,
        'E0000011',
      ])
    }
  })
})
