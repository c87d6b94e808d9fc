import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCompany, oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import { createOkta, type OktaStandIn } from '#sandbox/okta/okta.ts'
import { client, delegate } from '../delegate.ts'
import { sdk } from '../okta-client.ts'

describe('okta: what it answers', () => {
  const company = createCompany()
  const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
  const id = (title: string) => oktaUserId(company, login(title))
  let okta: OktaStandIn
  let root: ReturnType<typeof sdk>
  let rootBearer: string

  beforeAll(async () => {
    okta = await createOkta({ port: 0, company, clients: [client], logLagMs: 300 })
    rootBearer = (await delegate(okta.url, login('Head of IT'))).bearer
    root = sdk(okta.url, rootBearer)
  })
  afterAll(() => okta.close())

  const call = (path: string, init: { method?: string } = {}, bearer = rootBearer) =>
    fetch(`${okta.url}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${bearer}` },
    })

  async function all<T>(collection: Promise<AsyncIterable<T | null>>): Promise<T[]> {
    const items: T[] = []
    for await (const item of await collection) if (item !== null) items.push(item)
    return items
  }

  test('find by e-mail or login; an address of two accounts gives both', async () => {
    const email = login('Payroll Specialist')
    const search = `profile.email eq "${email.toUpperCase()}" or profile.login eq "${email}"`
    expect((await all(root.userApi.listUsers({ search }))).map((user) => user.id)).toEqual([
      id('Payroll Specialist'),
    ])
    const shared = `profile.email eq "${login('Financial Analyst')}"`
    expect(await all(root.userApi.listUsers({ search: shared }))).toHaveLength(2)
    // A filter is case-sensitive in its values.
    expect(
      await all(root.userApi.listUsers({ filter: `profile.login eq "${email.toUpperCase()}"` })),
    ).toEqual([])
    expect(await all(root.userApi.listUsers({ filter: 'status eq "LOCKED_OUT"' }))).toHaveLength(2)
    const both = '(status eq "LOCKED_OUT" or status eq "SUSPENDED") and profile.department eq "Sales"'
    expect(await all(root.userApi.listUsers({ search: both }))).toHaveLength(2)
    expect((await all(root.userApi.listUsers({ q: 'ruth' })))[0]?.profile?.lastName).toBe('Andersen')
  })

  test('quotes in a value stay a value', async () => {
    const value = JSON.stringify('x" or profile.login sw "')
    expect(await all(root.userApi.listUsers({ search: `profile.email eq ${value}` }))).toEqual([])
  })

  test('expressions the vendor refuses are refused', async () => {
    const refused = async (path: string) =>
      ((await (await call(path)).json()) as { errorCode: string }).errorCode
    expect(await refused(`/users?search=${encodeURIComponent('profile.department co "Fin"')}`)).toBe(
      'E0000031',
    )
    expect(await refused(`/users?filter=${encodeURIComponent('profile.login sw "a"')}`)).toBe('E0000031')
    expect(await refused(`/users?search=${encodeURIComponent('profile.nonsense eq "a"')}`)).toBe('E0000031')
    expect(await refused(`/users?search=${encodeURIComponent('status eq "ACTIVE')}`)).toBe('E0000031')
    expect(await refused('/users?search=id%20pr&filter=id%20eq%20%221%22')).toBe('E0000033')
    expect(await refused('/users?after=nonsense')).toBe('E0000029')
    expect(await refused('/users/00unobody')).toBe('E0000007')
    expect(await refused('/nothing/here')).toBe('E0000008')
  })

  test('pages are followed through absolute links to the end', async () => {
    const everyone = await all(root.userApi.listUsers({ search: 'id pr', limit: 7 }))
    expect(new Set(everyone.map((user) => user.id)).size).toBe(company.accounts.length)
    const first = await call('/users?limit=7')
    expect(first.headers.get('link')).toContain(`<${okta.url}/api/v1/users?limit=7&after=`)
    expect(first.headers.get('x-rate-limit-remaining')).toMatch(/^\d+$/)
    expect(first.headers.get('x-okta-request-id')).toBeTruthy()
    // Without a search the deactivated are left out.
    expect(await all(root.userApi.listUsers({}))).toHaveLength(company.accounts.length - 1)
  })

  test('a user by id, login, prefix and me, with ETag and lifecycle links', async () => {
    const wanted = id('Payroll Specialist')
    for (const key of [
      wanted,
      login('Payroll Specialist'),
      login('Payroll Specialist').split('@')[0] as string,
    ]) {
      expect((await root.userApi.getUser({ userId: key })).id).toBe(wanted)
    }
    expect((await root.userApi.getUser({ userId: 'me' })).id).toBe(id('Head of IT'))
    const raw = await call(`/users/${encodeURIComponent(login('Payroll Specialist'))}`)
    expect(raw.headers.get('etag')).toMatch(/^W\/"/)
    const links = ((await raw.json()) as { _links: Record<string, { href: string }> })._links
    expect(links['resetFactors']?.href).toBe(`${okta.url}/api/v1/users/${wanted}/lifecycle/reset_factors`)
  })

  test('reset_factors empties the factors and leaves one event under the call’s own request id, late', async () => {
    const userId = id('Accountant')
    const since = new Date(Date.now() - 1000).toISOString()
    const before = await all(root.userFactorApi.listFactors({ userId }))
    expect(before.length).toBeGreaterThan(0)
    const answer = await call(`/users/${userId}/lifecycle/reset_factors`, { method: 'POST' })
    expect(await answer.json()).toEqual({})
    expect(await all(root.userFactorApi.listFactors({ userId }))).toEqual([])

    const filter = `target.id eq "${userId}" and eventType eq "user.mfa.factor.reset_all"`
    const events = () =>
      all(
        root.systemLogApi.listLogEvents({ since, until: new Date(Date.now() + 1000).toISOString(), filter }),
      )
    expect(await events()).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 350))
    const [event, ...more] = await events()
    expect(more).toEqual([])
    expect(event?.transaction?.id).toBe(answer.headers.get('x-okta-request-id'))
    expect(event?.actor?.id).toBe(id('Head of IT'))
    expect(event?.uuid).toMatch(/^[0-9a-f-]{36}$/)

    // Nothing enrolled is no error.
    await root.userApi.resetFactors({ userId })
  })

  test('removing push takes Okta Verify with it', async () => {
    const everyone = await all(root.userApi.listUsers({ search: 'status eq "ACTIVE"' }))
    for (const user of everyone) {
      const userId = user.id as string
      const factors = await all(root.userFactorApi.listFactors({ userId }))
      if (factors.length < 3) continue
      const push = factors.find((factor) => factor.factorType === 'push')
      await root.userFactorApi.unenrollFactor({ userId, factorId: push?.id as string })
      const left = await all(root.userFactorApi.listFactors({ userId }))
      expect(left.map((factor) => factor.factorType)).toEqual(['sms'])
      const again = root.userFactorApi.unenrollFactor({ userId, factorId: push?.id as string })
      await expect(again).rejects.toMatchObject({ status: 404, errorCode: 'E0000007' })
      return
    }
    throw new Error('nobody has three factors')
  })

  test('the status machine', async () => {
    const userId = id('Recruiter')
    const status = async () => (await root.userApi.getUser({ userId })).status
    const refused = { status: expect.any(Number), errorCode: expect.stringMatching(/^E0000/) }
    await root.userApi.suspendUser({ userId })
    expect(await status()).toBe('SUSPENDED')
    await expect(root.userApi.suspendUser({ userId })).rejects.toMatchObject({
      ...refused,
      errorCode: 'E0000001',
    })
    await root.userApi.unsuspendUser({ userId })
    await expect(root.userApi.unsuspendUser({ userId })).rejects.toMatchObject({ errorCode: 'E0000001' })
    await expect(root.userApi.unlockUser({ userId })).rejects.toMatchObject({
      status: 403,
      errorCode: 'E0000032',
    })
    await expect(root.userApi.activateUser({ userId })).rejects.toMatchObject({ errorCode: 'E0000016' })
    expect((await root.userApi.expirePassword({ userId })).status).toBe('PASSWORD_EXPIRED')
    const link = await root.userApi.generateResetPasswordToken({ userId, sendEmail: false })
    expect(link.resetPasswordUrl).toContain(okta.url)
    expect(await status()).toBe('RECOVERY')
    await root.userApi.deactivateUser({ userId })
    expect(await status()).toBe('DEPROVISIONED')
    await expect(root.userApi.deactivateUser({ userId })).rejects.toMatchObject({ status: 404 })
    await root.userApi.activateUser({ userId, sendEmail: false })
    expect(await status()).toBe('PROVISIONED')

    const locked = id('Quality Engineer')
    await root.userApi.unlockUser({ userId: locked })
    expect((await root.userApi.getUser({ userId: locked })).status).toBe('ACTIVE')
  })

  test('group members come and go, twice is once', async () => {
    const groupId = oktaGroupId(company, 'vpn-users')
    const userId = id('Payroll Specialist')
    const members = async () => (await all(root.groupApi.listGroupUsers({ groupId }))).map((user) => user.id)
    expect(await members()).not.toContain(userId)
    await root.groupApi.assignUserToGroup({ groupId, userId })
    await root.groupApi.assignUserToGroup({ groupId, userId })
    expect(await members()).toContain(userId)
    expect((await all(root.userApi.listUserGroups({ userId }))).map((group) => group.id)).toContain(groupId)
    await root.groupApi.unassignUserFromGroup({ groupId, userId })
    expect(await members()).not.toContain(userId)
    const everyone = (await all(root.groupApi.listGroups({ q: 'Every' })))[0]?.id as string
    await expect(root.groupApi.unassignUserFromGroup({ groupId: everyone, userId })).rejects.toMatchObject({
      status: 400,
    })
  })

  test('suspending a person ends what they delegated', async () => {
    const { bearer } = await delegate(okta.url, login('Applications Owner'))
    expect((await call('/users/me', {}, bearer)).status).toBe(200)
    await root.userApi.suspendUser({ userId: id('Applications Owner') })
    expect((await call('/users/me', {}, bearer)).status).toBe(401)
    await root.userApi.unsuspendUser({ userId: id('Applications Owner') })
    expect((await call('/users/me', {}, bearer)).status).toBe(401)
  })
})
