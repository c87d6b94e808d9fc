import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type SandboxMicrosoft, sandboxMicrosoft } from '#test/connectors/microsoft/sandbox-microsoft.ts'

let microsoft: SandboxMicrosoft
beforeAll(async () => {
  microsoft = await sandboxMicrosoft({ auditLagMs: 0 })
})
afterAll(() => microsoft.close())
beforeEach(async () => {
  await microsoft.reset()
  await microsoft.lag({ listMs: 0, auditMs: 0 })
})

interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown> & {
    value: Record<string, unknown>[]
    error: { code: string; innerError: Record<string, string> }
  }
}

async function call(
  title: string,
  path: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { accessToken } = await microsoft.as(title)
  const response = await fetch(path.startsWith('http') ? path : `${microsoft.url}/v1.0/${path}`, {
    method: options.method ?? 'GET',
    headers: {
      authorization: `Bearer ${accessToken}`,
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  })
  const text = await response.text()
  const body = (text === '' ? {} : JSON.parse(text)) as Answer['body']
  return { status: response.status, headers: response.headers, body }
}

const filter = (text: string) => `$filter=${encodeURIComponent(text)}`
const eventual = { consistencylevel: 'eventual' }

describe('lists', () => {
  it('come in pages by an opaque token that keeps the question', async () => {
    const first = await call(
      'Recruiter',
      `users?$top=15&$select=id,department&${filter("department eq 'sales'")}`,
    )
    expect(first.body.value).toHaveLength(7)
    expect(first.body['@odata.nextLink']).toBeUndefined()
    const seen = new Set<unknown>()
    let next: string | undefined = `${microsoft.url}/v1.0/users?$top=15&$select=id,department`
    while (next !== undefined) {
      const page: Answer = await call('Recruiter', next)
      expect(page.body.value.length).toBeLessThanOrEqual(15)
      for (const row of page.body.value) {
        expect(Object.keys(row).sort()).toEqual(['department', 'id'])
        seen.add(row['id'])
      }
      next = page.body['@odata.nextLink'] as string | undefined
      if (next !== undefined) expect(next.startsWith(`${microsoft.url}/v1.0/users?`)).toBe(true)
    }
    // All that are not deleted.
    expect(seen.size).toBe(microsoft.company.accounts.length - 1)
  })

  it.each([
    ["startswith(displayName,'a') and accountEnabled eq true", 200],
    ["(department eq 'IT' or department eq 'People') and jobTitle eq 'Recruiter'", 200],
    ["endswith(mail,'@acme.example')", 400],
    ["department ne 'IT'", 400],
    ["not startswith(displayName,'a')", 400],
    ["department eq 'IT", 400],
    ["department like 'IT'", 400],
    ["department eq 'IT' or", 400],
    ['', 400],
  ])('%s without ConsistencyLevel: %i', async (text, status) => {
    const answer = await call('Recruiter', `users?${filter(text)}`)
    expect(answer.status).toBe(status)
    if (status === 400) expect(answer.body.error.code).toMatch(/^Request_(BadRequest|UnsupportedQuery)$/)
  })

  it('advanced questions need ConsistencyLevel and $count, $search the first alone', async () => {
    const advanced = `users?$count=true&${filter("endswith(mail,'@acme.example') and not startswith(mail,'svc')")}`
    expect((await call('Recruiter', advanced)).status).toBe(400)
    const answer = await call('Recruiter', advanced, { headers: eventual })
    expect(answer.status).toBe(200)
    expect(answer.body['@odata.count']).toBeGreaterThan(30)
    const search = `users?$search=${encodeURIComponent('"displayName:service"')}`
    expect((await call('Recruiter', search)).body.error.code).toBe('Request_UnsupportedQuery')
    expect((await call('Recruiter', search, { headers: eventual })).body.value.length).toBe(3)
  })

  it('trail a write by the lag that is set; reading by id does not', async () => {
    const { id } = microsoft.person('Account Executive')
    const group = microsoft.group('it-admins')
    await microsoft.lag({ listMs: 60_000 })
    await call('Head of IT', `users/${id}`, { method: 'PATCH', body: { department: 'Finance' } })
    const question = `users?$select=department&${filter("department eq 'Finance'")}`
    const ids = async () => (await call('Recruiter', question)).body.value.map((row) => row['id'])
    expect(await ids()).not.toContain(id)
    expect((await call('Recruiter', `users/${id}?$select=department`)).body['department']).toBe('Finance')
    await call('Head of IT', `groups/${group}/members/$ref`, {
      method: 'POST',
      body: { '@odata.id': `${microsoft.url}/v1.0/directoryObjects/${id}` },
    })
    expect(
      (await call('Recruiter', `groups/${group}/members`)).body.value.map((row) => row['id']),
    ).not.toContain(id)
    await microsoft.lag({ listMs: 0 })
    await call('Head of IT', `users/${id}`, { method: 'PATCH', body: { jobTitle: 'x' } })
    expect(await ids()).toContain(id)
  })
})

describe('answers', () => {
  it('carry the vendor’s ids, spelling and types, refusals too', async () => {
    const answer = await call('Recruiter', 'users/nobody@acme.example', {
      headers: { 'client-request-id': 'ours' },
    })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json;odata\.metadata=minimal/)
    expect(answer.body.error).toMatchObject({
      code: 'Request_ResourceNotFound',
      innerError: { 'request-id': answer.headers.get('request-id'), 'client-request-id': 'ours' },
    })
    expect(answer.body.error.innerError['date']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    expect((await call('Recruiter', 'nowhere')).status).toBe(400)
    const anonymous = await fetch(`${microsoft.url}/v1.0/users`)
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Bearer/),
    ])
  })

  it('a user without $select shows ten fields and the id', async () => {
    const { body } = await call('Recruiter', `users/${microsoft.person('Recruiter').login}`)
    expect(Object.keys(body)).toHaveLength(11)
    expect(body).not.toHaveProperty('accountEnabled')
  })

  it('a member is deleted, not taken out, where $ref is left off', async () => {
    const { id } = microsoft.person('Account Executive')
    const path = `groups/${microsoft.group('vpn-users')}/members/${id}`
    expect((await call('Head of IT', path, { method: 'DELETE' })).status).toBe(204)
    expect((await call('Head of IT', `users/${id}`)).status).toBe(404)
  })

  it('more calls than the window has are asked to wait', async () => {
    const small = await sandboxMicrosoft({ callsPerWindow: 3, now: () => 1_800_000_000_000 })
    try {
      const { accessToken } = await small.as('Recruiter')
      const headers = { authorization: `Bearer ${accessToken}` }
      const statuses = []
      for (let index = 0; index < 4; index += 1)
        statuses.push(await fetch(`${small.url}/v1.0/users?$top=1`, { headers }))
      expect(statuses.map((each) => each.status)).toEqual([200, 200, 200, 429])
      expect(statuses[3]?.headers.get('retry-after')).toBe('10')
    } finally {
      await small.close()
    }
  })
})

describe('who may touch whom', () => {
  const reset = (actor: string, target: string) =>
    call(actor, `users/${microsoft.person(target).id}`, {
      method: 'PATCH',
      body: { passwordProfile: { password: 'Xy12345678' } },
    })
  const disable = (actor: string, target: string) =>
    call(actor, `users/${microsoft.person(target).id}`, { method: 'PATCH', body: { accountEnabled: false } })
  const revoke = (actor: string, target: string) =>
    call(actor, `users/${microsoft.person(target).id}/revokeSignInSessions`, { method: 'POST', body: {} })

  it.each<[string, (actor: string, target: string) => Promise<Answer>, string, number]>([
    ['Service Desk Lead', reset, 'Account Executive', 204],
    ['Service Desk Lead', reset, 'Service Desk Lead', 204],
    // A user administrator, an Intune administrator, the member of a role-assignable group: not the help desk's.
    ['Service Desk Lead', reset, 'Identity Lead', 403],
    ['Service Desk Lead', reset, 'Platform Operator', 403],
    ['Service Desk Lead', reset, 'Service Desk Engineer', 403],
    ['Service Desk Lead', reset, 'Data Engineer', 403],
    ['Service Desk Lead', revoke, 'Account Executive', 200],
    ['Service Desk Lead', disable, 'Account Executive', 403],
    ['Identity Lead', disable, 'Account Executive', 204],
    ['Identity Lead', disable, 'Service Desk Lead', 204],
    ['Identity Lead', disable, 'Head of IT', 403],
    ['Head of IT', disable, 'Identity Lead', 204],
    ['Recruiter', revoke, 'Recruiter', 200],
    ['Recruiter', revoke, 'Account Executive', 403],
  ])('%s: %o on %s is %i', async (actor, act, target, status) => {
    expect((await act(actor, target)).status).toBe(status)
  })

  it('nobody but a privileged role or global administrator adds to a role-assignable group, its owner apart', async () => {
    const add = (actor: string) =>
      call(actor, `groups/${microsoft.group('it-helpdesk')}/members/$ref`, {
        method: 'POST',
        body: { '@odata.id': `${microsoft.url}/v1.0/directoryObjects/${microsoft.person('Recruiter').id}` },
      })
    expect((await add('Applications Owner')).status).toBe(403)
    expect((await add('Identity Lead')).status).toBe(403)
    expect((await add('Data Engineer')).status).toBe(204)
  })

  it('an address of another host is no reference to a member', async () => {
    const body = {
      '@odata.id': `https://evil.example/v1.0/directoryObjects/${microsoft.person('Recruiter').id}`,
    }
    const path = `groups/${microsoft.group('vpn-users')}/members/$ref`
    expect((await call('Head of IT', path, { method: 'POST', body })).status).toBe(400)
  })
})

it('the same people, departments and managers as at the others, the same every time', async () => {
  const state = await microsoft.state()
  expect(state.directory.users).toHaveLength(microsoft.company.accounts.length)
  for (const account of microsoft.company.accounts.filter((each) => each.kind === 'person')) {
    const user = state.directory.users.find((each) => each.id === microsoft.person(account.title).id)
    if (account.title === user?.shown.jobTitle && user.shown.mail === account.email)
      expect(user.shown.department).toBe(account.department)
  }
  // When somebody was deleted is reckoned from the start, and nothing else.
  const still = ({ directory }: typeof state) => ({
    ...directory,
    users: directory.users.map((user) => ({ ...user, deletedDateTime: user.deletedDateTime !== null })),
  })
  const again = await sandboxMicrosoft()
  expect(still(await again.state())).toEqual(still(state))
  await again.close()
})
