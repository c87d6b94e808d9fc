import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { googleGroupId } from '#sandbox/google/ids.ts'
import { type SandboxGoogle, sandboxGoogle } from '#test/connectors/google/support/sandbox-google.ts'

const clock = { aheadMs: 0 }
let google: SandboxGoogle
const bearers = new Map<string, string>()
const people = {
  super: 'Head of IT',
  directory: 'Identity Lead',
  desk: 'Service Desk Lead',
  deskByGroup: 'Service Desk Engineer',
  licences: 'Applications Owner',
  reader: 'Security Analyst',
  employee: 'Recruiter',
} as const
type Who = keyof typeof people

beforeAll(async () => {
  google = await sandboxGoogle({
    now: () => Date.now() + clock.aheadMs,
    logLagMs: 120_000,
    searchLagMs: 60_000,
  })
  for (const [who, title] of Object.entries(people)) {
    bearers.set(who, (await google.credential(google.person(title).login)).accessToken)
  }
})
afterAll(() => google.close())
beforeEach(async () => {
  await google.reset()
})

async function ask(who: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${google.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearers.get(who) ?? who}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> & {
    error?: { code: number; errors: { reason: string }[]; details?: unknown }
  }
  return {
    status: answer.status,
    body: parsed,
    reason: parsed.error?.errors[0]?.reason ?? null,
    headers: answer.headers,
  }
}

const directory = '/admin/directory/v1'
const user = (title: string) => `${directory}/users/${google.person(title).id}`
const members = (name: string) => `${directory}/groups/${googleGroupId(google.company, name)}/members`

const rows: [what: string, call: () => [string, string, unknown?], allowed: Who[]][] = [
  ['read a user', () => ['GET', user('Recruiter')], ['super', 'directory', 'desk', 'deskByGroup', 'reader']],
  ['suspend', () => ['PUT', user('Accountant'), { suspended: true }], ['super', 'directory']],
  ['sign an administrator out', () => ['POST', `${user('Security Analyst')}/signOut`], ['super']],
  [
    'set a password',
    () => ['PUT', user('Accountant'), { password: 'correct-horse', changePasswordAtNextLogin: true }],
    ['super', 'directory', 'desk', 'deskByGroup'],
  ],
  [
    'set the password of an administrator by group',
    () => ['PUT', user('Service Desk Engineer'), { password: 'correct-horse' }],
    ['super'],
  ],
  ['sign out', () => ['POST', `${user('Accountant')}/signOut`], ['super', 'directory']],
  [
    'list groups',
    () => ['GET', `${directory}/groups?customer=my_customer`],
    ['super', 'directory', 'reader'],
  ],
  [
    'add to a group',
    () => ['POST', members('vpn-users'), { id: google.person('Recruiter').id }],
    ['super', 'directory'],
  ],
  [
    'add to an admin group',
    () => ['POST', members('it-helpdesk'), { id: google.person('Recruiter').id }],
    ['super'],
  ],
  ['see role assignments', () => ['GET', `${directory}/customer/my_customer/roleassignments`], ['super']],
  [
    'see licences',
    () => ['GET', '/apps/licensing/v1/product/Google-Vault/users?customerId=C0'],
    ['super', 'directory', 'licences'],
  ],
  [
    'read the log',
    () => ['GET', '/admin/reports/v1/activity/users/all/applications/admin'],
    ['super', 'directory', 'reader'],
  ],
]

describe.each(rows)('%s', (_what, call, allowed) => {
  it.each(Object.keys(people) as Who[])('as %s', async (who) => {
    const [method, path, body] = call()
    const answer = await ask(who, method, path, body)
    const wanted = allowed.includes(who) ? [true, null] : [false, 'forbidden']
    expect([answer.status < 300, answer.reason]).toEqual(wanted)
  })
})

it('an employee sees the public view of the domain, and must say so each time', async () => {
  const shown = await ask('employee', 'GET', `${user('Accountant')}?viewType=domain_public`)
  expect(shown.status).toBe(200)
  expect(shown.body).not.toHaveProperty('isAdmin')
  expect(shown.body).not.toHaveProperty('recoveryPhone')
  expect((await ask('employee', 'GET', user('Recruiter'))).reason).toBe('forbidden')
})

it('a missing scope is told apart from a missing privilege', async () => {
  const narrow = (await google.credential(google.person('Head of IT').login, ['openid'])).accessToken
  const refused = await ask(narrow, 'GET', user('Recruiter'))
  expect([refused.status, refused.reason]).toEqual([403, 'insufficientPermissions'])
  expect(JSON.stringify(refused.body)).toContain('ACCESS_TOKEN_SCOPE_INSUFFICIENT')
  expect((await ask('made-up', 'GET', user('Recruiter'))).reason).toBe('authError')
})

it('pages to the end, each user once; a made-up token is refused', async () => {
  const seen: string[] = []
  let token: string | undefined
  do {
    const path = `${directory}/users?customer=my_customer&maxResults=7${token === undefined ? '' : `&pageToken=${token}`}`
    const { body } = await ask('super', 'GET', path)
    seen.push(...(body['users'] as { id: string }[]).map(({ id }) => id))
    token = body['nextPageToken'] as string | undefined
  } while (token !== undefined)
  const alive = google.company.accounts.filter(({ status }) => status !== 'DEPROVISIONED').length
  expect([seen.length, new Set(seen).size]).toEqual([alive, alive])
  expect((await ask('super', 'GET', `${directory}/users?customer=my_customer&pageToken=zzz`)).reason).toBe(
    'invalid',
  )
  expect((await ask('super', 'GET', `${directory}/users?customer=C0elsewhere`)).reason).toBe('forbidden')
  expect((await ask('super', 'GET', `${directory}/users`)).reason).toBe('badRequest')
})

it('the search language: clauses, quotes, starts; what it does not know is refused', async () => {
  const find = async (query: string) => {
    const path = `${directory}/users?customer=my_customer&query=${encodeURIComponent(query)}`
    const { body, reason } = await ask('super', 'GET', path)
    return reason ?? (body['users'] as unknown[] | undefined)?.length ?? 0
  }
  const { login } = google.person('Accountant')
  expect(await find(`email='${login}'`)).toBe(1)
  expect(await find(`email='${login.replace('@', '.alias@')}'`)).toBe(1)
  expect(await find("orgUnitPath='/Sales' isSuspended=true")).toBe(1)
  expect(await find("name:'O\\'Neil' isSuspended=true")).toBe(0)
  expect(await find('isSuspended=true or isAdmin=true')).toBe('invalid')
  expect(await find("name:'open")).toBe('invalid')
  expect(await find("shoeSize='42'")).toBe('invalid')
})

it('a look-up by id sees a write at once, lists and the log later', async () => {
  const path = user('Accountant')
  const { login } = google.person('Accountant')
  expect((await ask('super', 'PUT', path, { suspended: true })).status).toBe(200)
  const listed = async () => {
    const { body } = await ask(
      'super',
      'GET',
      `${directory}/users?customer=my_customer&query=email%3D${login}`,
    )
    return (body['users'] as { suspended: boolean }[])[0]?.suspended
  }
  const logged = async () => {
    const at = `/admin/reports/v1/activity/users/all/applications/admin?filters=USER_EMAIL==${login}`
    return ((await ask('super', 'GET', at)).body['items'] as unknown[] | undefined)?.length ?? 0
  }
  expect((await ask('super', 'GET', path)).body['suspended']).toBe(true)
  expect([await listed(), await logged()]).toEqual([false, 0])
  clock.aheadMs += 61_000
  expect([await listed(), await logged()]).toEqual([true, 0])
  clock.aheadMs += 60_000
  expect(await logged()).toBe(1)
})

it('the log ignores a filter that it does not know, without a word', async () => {
  await ask('super', 'POST', `${user('Accountant')}/signOut`)
  clock.aheadMs += 121_000
  const path = '/admin/reports/v1/activity/users/all/applications/admin?filters=nonsense'
  expect(((await ask('super', 'GET', path)).body['items'] as unknown[]).length).toBe(1)
})

it('suspending ends what the person delegated, and a deleted account is found in its own list alone', async () => {
  const fresh = (await google.credential(google.person('Controller').login)).accessToken
  expect((await ask('super', 'PUT', user('Controller'), { suspended: true })).status).toBe(200)
  expect((await ask(fresh, 'GET', user('Recruiter'))).reason).toBe('authError')
  const gone = google.withStatus('DEPROVISIONED')
  expect((await ask('super', 'GET', `${directory}/users/${gone}`)).reason).toBe('notFound')
  const deleted = await ask('super', 'GET', `${directory}/users?customer=my_customer&showDeleted=true`)
  expect((deleted.body['users'] as { id: string }[]).map(({ id }) => id)).toEqual([gone])
})

it('unknown paths are a web page; a planned 429 carries Retry-After', async () => {
  const page = await fetch(`${google.url}/admin/directory/v1/nothing`)
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  await google.faults({ match: { path: '/users/' }, kind: 'status429' })
  const limited = await ask('super', 'GET', user('Recruiter'))
  expect([limited.status, limited.reason, limited.headers.get('retry-after')]).toEqual([
    429,
    'rateLimitExceeded',
    '2',
  ])
})

it('a used-up quota is a 403 of its own reason', async () => {
  const small = await sandboxGoogle({ callsPerMinute: 1 })
  try {
    const credential = await small.credential(small.person('Head of IT').login)
    const target = small.person('Recruiter').id
    await small.run('google.user.get', credential, target).execute()
    const refused: unknown = await small
      .run('google.user.get', credential, target)
      .execute()
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'platform_rate_limited',
      extra: { platformCode: 'userRateLimitExceeded' },
    })
  } finally {
    await small.close()
  }
})
