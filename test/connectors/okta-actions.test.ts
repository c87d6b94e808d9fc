import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog, type PlatformActionName } from '#catalog/index.ts'
import type { Code } from '#contract/codes.ts'
import type { ConnectorResult, Credential, Happened } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { type SandboxOkta, sandboxOkta } from './support/sandbox-okta.ts'

/** What is particular to an action; everything else is asked of every one of them. A new action must say its own. */
interface Case {
  /** From the address of whom it is about. */
  params?: (email: string) => Record<string, unknown>
  /** Whom it is about, in the seeded company. */
  target: (okta: SandboxOkta) => string
  fields: unknown
  /** What the same call again gives: the fields of a success, or a code. */
  again: 'same' | Code
  /** A person whose role does not suffice, and what they get. */
  weak: { title: string; gets: { code: Code } | { fields: unknown } }
  /** For an id or an address of nobody; `platform_not_found` unless said. */
  nobody?: { fields: unknown }
  writes?: {
    path: string
    lost: Happened
    never: Happened
    unfit: { target: (okta: SandboxOkta) => string; gets: Code } | null
  }
}

const accountant = (okta: SandboxOkta) => okta.person('Account Executive').id
const employee = { title: 'Recruiter', gets: { code: 'platform_forbidden' } } as const

const cases: Record<PlatformActionName<'okta'>, Case> = {
  'okta.user.find': {
    params: (email) => ({ email }),
    target: accountant,
    fields: { users: [expect.objectContaining({ department: 'Sales', status: 'ACTIVE' })] },
    again: 'same',
    // Okta answers a scope without a role with an empty list: empty is not absent.
    weak: { title: 'Recruiter', gets: { fields: { users: [] } } },
    nobody: { fields: { users: [] } },
  },
  'okta.user.get': {
    target: accountant,
    fields: expect.objectContaining({ department: 'Sales', status: 'ACTIVE', title: 'Account Executive' }),
    again: 'same',
    weak: employee,
  },
  'okta.user.list_factors': {
    target: accountant,
    fields: { factors: expect.arrayContaining([expect.objectContaining({ status: 'ACTIVE' })]) },
    again: 'same',
    weak: employee,
  },
  'okta.user.list_groups': {
    target: accountant,
    fields: {
      groups: expect.arrayContaining([expect.objectContaining({ name: 'sales', type: 'OKTA_GROUP' })]),
    },
    again: 'same',
    weak: employee,
  },
  'okta.user.reset_factors': {
    target: accountant,
    fields: { factorsLeft: 0 },
    again: 'same',
    weak: employee,
    writes: {
      path: 'lifecycle/reset_factors',
      lost: 'yes',
      never: 'no',
      unfit: { target: (okta) => okta.withStatus('DEPROVISIONED'), gets: 'platform_not_found' },
    },
  },
  'okta.user.unlock': {
    target: (okta) => okta.withStatus('LOCKED_OUT'),
    fields: { status: 'ACTIVE' },
    again: 'platform_conflict',
    weak: employee,
    writes: {
      path: 'lifecycle/unlock',
      lost: 'yes',
      never: 'no',
      unfit: { target: accountant, gets: 'platform_conflict' },
    },
  },
  'okta.user.clear_sessions': {
    target: accountant,
    fields: { cleared: true },
    again: 'same',
    weak: employee,
    writes: { path: 'sessions', lost: 'yes', never: 'cannot_tell', unfit: null },
  },
  'okta.user.suspend': {
    target: accountant,
    fields: { status: 'SUSPENDED' },
    again: 'platform_conflict',
    weak: { title: 'Service Desk Lead', gets: { code: 'platform_forbidden' } },
    writes: {
      path: 'lifecycle/suspend',
      lost: 'yes',
      never: 'no',
      unfit: { target: (okta) => okta.withStatus('STAGED'), gets: 'platform_conflict' },
    },
  },
  'okta.user.unsuspend': {
    target: (okta) => okta.withStatus('SUSPENDED'),
    fields: { status: 'ACTIVE' },
    again: 'platform_conflict',
    weak: { title: 'Service Desk Lead', gets: { code: 'platform_forbidden' } },
    writes: {
      path: 'lifecycle/unsuspend',
      lost: 'yes',
      never: 'no',
      unfit: { target: accountant, gets: 'platform_conflict' },
    },
  },
}

let okta: SandboxOkta
let admin: Credential
const held = new Map<string, Credential>()

beforeAll(async () => {
  okta = await sandboxOkta()
  admin = await as('Identity Lead')
})
afterAll(() => okta.close())
beforeEach(() => okta.reset())

async function as(title: string, scopes?: readonly string[]): Promise<Credential> {
  const key = `${title} ${scopes?.join(' ')}`
  const credential = held.get(key) ?? (await okta.credential(okta.person(title).login, scopes))
  held.set(key, credential)
  return credential
}

async function refusal(work: Promise<unknown>): Promise<DexError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDexError(error)) throw new Error(`no DexError: ${String(error)}`)
  return error
}

const outcome = (work: Promise<ConnectorResult>): Promise<unknown> =>
  work.then(
    ({ fields }) => ({ fields }),
    (error: unknown) => (isDexError(error) ? { code: error.code } : error),
  )

const nobody = '00uZZZZZZZZZZZZZZZZZ'
const longAgo = '2026-01-01T00:00:00.000Z'

it('every okta action of the catalog stands here', () => {
  const names = [...catalog.keys()].filter((name) => name.startsWith('okta.'))
  expect(names.sort()).toEqual(Object.keys(cases).sort())
})

describe.each(Object.entries(cases))('%s', (action, particular) => {
  const { writes, weak } = particular
  const run = (credential: Credential, id = particular.target(okta)) => {
    const email = id === nobody ? 'nobody@acme.example' : okta.person('Account Executive').email
    return okta.run(
      action,
      credential,
      action === 'okta.user.find' ? null : id,
      particular.params?.(email) ?? {},
    )
  }
  const journal = async () => (await okta.journal()).entries.filter((entry) => entry.path.startsWith('/api/'))

  it('does it, and says by which call of the platform’s', async () => {
    const result = await run(admin).execute()
    expect(result.fields).toEqual(particular.fields)
    expect(catalog.get(action)?.returns.safeParse(result.fields).success).toBe(true)
    expect(result.requestId).toMatch(/^req/)
    const made = (await journal()).map(({ path, requestId, actor }) => ({ path, requestId, by: actor?.id }))
    const path = `/api/v1/users/${particular.target(okta)}/${writes?.path}`
    const expected = { path, requestId: result.requestId, by: okta.person('Identity Lead').id }
    expect(made).toEqual(writes === undefined ? [] : [expected])
  })

  it('again', async () => {
    await run(admin).execute()
    const same = { fields: particular.fields }
    expect(await outcome(run(admin).execute())).toEqual(
      particular.again === 'same' ? same : { code: particular.again },
    )
  })

  it('nobody there', async () => {
    expect(await outcome(run(admin, nobody).execute())).toEqual(
      particular.nobody ?? { code: 'platform_not_found' },
    )
  })

  it('without the scope', async () => {
    const credential = await as('Identity Lead', ['openid', 'okta.groups.read'])
    const error = await refusal(run(credential).execute())
    expect(error.code).toBe('platform_forbidden')
    expect(error.extra).toMatchObject({ platformCode: 'insufficient_scope', mayHaveHappened: false })
  })

  it('without the role', async () => {
    expect(await outcome(run(await as(weak.title)).execute())).toEqual(weak.gets)
  })

  it('429 is handed up with its wait, then it works', async () => {
    await okta.faults({ match: { path: '^/api/' }, times: 1, kind: 'status429' })
    const error = await refusal(run(admin).execute())
    expect(error.code).toBe('platform_rate_limited')
    expect(error.retryAfterMs).toBeGreaterThan(0)
    expect((await run(admin).execute()).fields).toEqual(particular.fields)
  })

  if (writes === undefined) return

  it('the answer lost after the write: it may have happened, and reading back finds it', async () => {
    const path = `/${writes.path}$`
    const since = new Date(Date.now() - 1_000).toISOString()
    await okta.faults({ match: { path }, times: 1, kind: 'reset_after' })
    const error = await refusal(run(admin).execute())
    expect(error.code).toBe('platform_unavailable')
    expect(error.extra['mayHaveHappened']).toBe(true)
    // The System Log is for those whose role reaches it; the acting org admin's does.
    expect(await run(admin).happened(since)).toBe(writes.lost)
    expect(await journal()).toHaveLength(1)
  })

  it('cut before the write: reading back does not find it', async () => {
    await okta.faults({ match: { path: `/${writes.path}$` }, times: 1, kind: 'reset_before' })
    expect((await refusal(run(admin).execute())).extra['mayHaveHappened']).toBe(true)
    expect(await run(admin).happened(longAgo)).toBe(writes.never)
  })

  const { unfit } = writes
  if (unfit === null) return

  it('not in a state for it', async () => {
    const error = await refusal(run(admin, unfit.target(okta)).execute())
    expect(error.code).toBe(unfit.gets)
    expect(error.extra['mayHaveHappened']).toBe(false)
  })
})

it('a help-desk admin cannot tell whether sessions were cleared: the log is not theirs to read', async () => {
  const helpDesk = await as('Service Desk Lead')
  const call = okta.run('okta.user.clear_sessions', helpDesk, accountant(okta))
  await call.execute()
  expect(await call.happened(longAgo)).toBe('cannot_tell')
})

it('a help-desk admin cannot reset an admin’s factors', async () => {
  const work = okta
    .run('okta.user.reset_factors', await as('Service Desk Lead'), okta.person('Head of IT').id)
    .execute()
  expect((await refusal(work)).code).toBe('platform_forbidden')
})
