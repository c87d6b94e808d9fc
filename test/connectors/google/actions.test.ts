import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import type { ConnectorResult, Credential } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { cases, nobodyId, person, seller, type Target } from './cases.ts'
import { type SandboxGoogle, sandboxGoogle } from './support/sandbox-google.ts'

let google: SandboxGoogle
let admin: Credential
const held = new Map<string, Credential>()

beforeAll(async () => {
  google = await sandboxGoogle()
  admin = await as('Identity Lead')
})
afterAll(() => google.close())
beforeEach(() => google.reset())

async function as(title: string, scopes?: readonly string[]): Promise<Credential> {
  const key = `${title} ${scopes?.join(' ')}`
  const credential = held.get(key) ?? (await google.credential(google.person(title).login, scopes))
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

const longAgo = '2026-01-01T00:00:00.000Z'

describe.each(Object.entries(cases))('%s', (action, particular) => {
  const { writes } = particular
  const { before } = particular
  if (before !== undefined) beforeEach(() => before(google))
  const run = (
    credential: Credential,
    over: { target?: Target; params?: Record<string, unknown> } = {},
  ): ReturnType<SandboxGoogle['run']> =>
    google.run(
      action,
      credential,
      over.target ?? particular.target?.(google) ?? null,
      over.params ?? particular.params?.(google) ?? {},
    )

  it('does it, once, as this person, and returns what the definition allows', async () => {
    const result = await run(admin).execute()
    expect(result.fields).toEqual(particular.fields)
    expect(catalog.get(action)?.returns.safeParse(result.fields).success).toBe(true)
    if (particular.secret === undefined) expect(result.secret).toBeUndefined()
    else expect(result.secret).toMatch(particular.secret)
    const made = await google.journal()
    expect(made.map(({ method, actor }) => [method, actor?.id])).toEqual(
      writes === undefined ? [] : [[writes.method, google.person('Identity Lead').id]],
    )
    if (writes !== undefined) expect(made[0]?.path).toMatch(writes.path)
  })

  it('again', async () => {
    await run(admin).execute()
    const same = { fields: particular.fields }
    expect(await outcome(run(admin).execute())).toEqual(
      particular.again === 'same' ? same : { code: particular.again },
    )
  })

  it('without the scope', async () => {
    const error = await refusal(run(await as('Identity Lead', ['openid'])).execute())
    expect(error.code).toBe('platform_forbidden')
    expect(error.extra).toMatchObject({ platformCode: 'insufficient_scope', mayHaveHappened: false })
  })

  it('without the privilege', async () => {
    for (const title of new Set(['Recruiter', particular.weak ?? 'Recruiter'])) {
      const error = await refusal(run(await as(title)).execute())
      expect(error.code).toBe('platform_forbidden')
      expect(error.extra).toMatchObject({ platformCode: 'forbidden', mayHaveHappened: false })
    }
  })

  it('429 is handed up with its wait, then it works', async () => {
    await google.faults({ match: { path: '^/(admin|apps)/' }, times: 1, kind: 'status429' })
    const error = await refusal(run(admin).execute())
    expect(error.code).toBe('platform_rate_limited')
    expect(error.retryAfterMs).toBe(2_000)
    expect((await run(admin).execute()).fields).toEqual(particular.fields)
  })

  if (writes === undefined) return

  const match = { method: writes.method, path: writes.path.source }

  it('the answer lost after the write: it may have happened, and reading back finds it', async () => {
    const since = new Date(Date.now() - 1_000).toISOString()
    await google.faults({ match, times: 1, kind: 'reset_after' })
    const error = await refusal(run(admin).execute())
    expect(error.code).toBe('platform_unavailable')
    expect(error.extra['mayHaveHappened']).toBe(true)
    expect(await run(admin).happened(since)).toBe(writes.lost)
    // Sent once: nothing in between tries again by itself.
    expect(await google.journal()).toHaveLength(1)
  })

  it('cut before the write: reading back does not find it', async () => {
    await google.faults({ match, times: 1, kind: 'reset_before' })
    expect((await refusal(run(admin).execute())).extra['mayHaveHappened']).toBe(true)
    expect(await run(admin).happened(longAgo)).toBe(writes.never)
    expect(await google.journal()).toHaveLength(1)
  })

  it('leaves the events that the catalog names in Google’s own log', async () => {
    await run(admin).execute()
    const target = particular.target?.(google).id ?? ''
    const types = catalog.get(action)?.events ?? []
    const events = await google.resolver.events(
      { types, targetId: target, since: longAgo },
      admin,
      AbortSignal.timeout(10_000),
    )
    expect(events?.length).toBeGreaterThan(0)
    for (const event of events ?? []) {
      expect(event).toMatchObject({ requestId: null, actorId: google.person('Identity Lead').id })
      expect(types).toContain(event.type)
    }
  })

  const { unfit } = writes
  if (unfit === null) return

  it('not in a state for it, or naming what is not there', async () => {
    const over = {
      ...(unfit.target && { target: unfit.target(google) }),
      ...(unfit.params && { params: unfit.params(google) }),
    }
    const error = await refusal(run(admin, over).execute())
    expect(error.code).toBe(unfit.gets)
    expect(error.extra['mayHaveHappened']).toBe(false)
  })
})

const named = Object.entries(cases)

it.each(named.filter(([, { target }]) => target !== null))('%s: nobody there', async (action, particular) => {
  const params = particular.params?.(google) ?? {}
  const work = google.run(action, admin, { id: particular.nobody ?? nobodyId }, params).execute()
  expect((await refusal(work)).code).toBe('platform_not_found')
})

it.each(named.filter(([, { nothing }]) => nothing !== undefined))(
  '%s: nothing there',
  async (action, { nothing }) => {
    expect(await outcome(google.run(action, admin, null, nothing?.params).execute())).toEqual(nothing?.gets)
  },
)

it('every google action of the catalog stands here', () => {
  const names = [...catalog.keys()].filter((name) => name.startsWith('google.'))
  expect(names.sort()).toEqual(Object.keys(cases).sort())
})

it('a help-desk admin resets a colleague’s password, never an administrator’s', async () => {
  const helpDesk = await as('Service Desk Lead')
  const reset = (title: string) =>
    google.run('google.user.reset_password', helpDesk, person(title)(google)).execute()
  expect((await reset('Recruiter')).secret).toBeDefined()
  for (const title of ['Head of IT', 'Service Desk Engineer']) {
    expect((await refusal(reset(title))).code).toBe('platform_forbidden')
  }
})

it('what stands beside a changed entry stays', async () => {
  const target = seller(google)
  await google
    .run('google.user.update_phones', admin, target, { type: 'mobile', number: '+4930123456' })
    .execute()
  await google.run('google.user.update_department', admin, target, { department: 'People' }).execute()
  const snapshot = (await (await fetch(`${google.url}/_sandbox/snapshot`)).json()) as {
    directory: { users: { id: string; phones: unknown[]; organizations: unknown[] }[] }
  }
  const user = snapshot.directory.users.find(({ id }) => id === target.id)
  expect(user?.phones).toHaveLength(2)
  expect(user?.organizations).toEqual([{ title: 'Account Executive', department: 'People', primary: true }])
})
