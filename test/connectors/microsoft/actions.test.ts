import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import type { ConnectorResult, Credential } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { cases, type Case } from './cases.ts'
import { type SandboxMicrosoft, sandboxMicrosoft } from './sandbox-microsoft.ts'

let microsoft: SandboxMicrosoft

beforeAll(async () => {
  microsoft = await sandboxMicrosoft()
})
afterAll(() => microsoft.close())
beforeEach(() => microsoft.reset())

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

const nobody = '00000000-0000-4000-8000-000000000000'
const longAgo = '2026-01-01T00:00:00.000Z'

it('every microsoft action of the catalog stands here', () => {
  const names = [...catalog.keys()].filter((name) => name.startsWith('microsoft.'))
  expect(names.sort()).toEqual(Object.keys(cases).sort())
})

describe.each<[string, Case]>(Object.entries(cases))('%s', (action, particular) => {
  const { writes, weak, as = 'Head of IT' } = particular
  const definition = catalog.get(action)
  const admin = () => microsoft.as(as)
  const run = (credential: Credential, target?: string | null) =>
    microsoft.run(
      action,
      credential,
      target === undefined ? (particular.target?.(microsoft) ?? null) : target,
      particular.params?.(microsoft) ?? {},
    )

  it('does it, and says by which call of the platform’s', async () => {
    const result = await run(await admin()).execute()
    expect(result.fields).toEqual(particular.fields)
    expect(definition?.returns.safeParse(result.fields).success).toBe(true)
    expect(result.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(typeof result.secret).toBe(particular.secret === true ? 'string' : 'undefined')
    expect(JSON.stringify(result.fields)).not.toContain(result.secret ?? '\u0000')
    const made = (await microsoft.journal()).map(({ method, path, requestId, actor }) => ({
      call: `${method} ${path}`,
      requestId,
      by: actor?.id,
    }))
    const expected = {
      call: expect.stringMatching(writes?.call ?? /./) as string,
      requestId: result.requestId,
      by: microsoft.person(as).id,
    }
    expect(made).toEqual(writes === undefined ? [] : [expected])
  })

  it('again', async () => {
    const credential = await admin()
    await run(credential).execute()
    const same = { fields: particular.fields }
    expect(await outcome(run(credential).execute())).toEqual(
      particular.again === 'same' ? same : { code: particular.again },
    )
  })

  it.each(particular.nothing === undefined ? [] : [particular.nothing])('nothing there', async (nothing) => {
    const result = await microsoft.run(action, await admin(), null, nothing.params).execute()
    expect(result.fields).toEqual(nothing.fields)
  })

  it.each(particular.target === undefined ? [] : [nobody])('nobody there', async (id) => {
    expect(await outcome(run(await admin(), id).execute())).toEqual(
      particular.nobody === undefined ? { code: 'platform_not_found' } : { fields: particular.nobody },
    )
    expect((await microsoft.journal()).filter((entry) => entry.status < 400)).toEqual([])
  })

  it('without the scope', async () => {
    const credential = await microsoft.as(as, ['openid', 'profile', 'email'])
    const error = await refusal(run(credential).execute())
    expect(error.code).toBe('platform_forbidden')
    expect(error.extra).toMatchObject({ platformCode: 'Authorization_RequestDenied', mayHaveHappened: false })
  })

  it('no other scope of the platform’s than those it names', async () => {
    const scopes = ['openid', 'profile', ...(definition?.scopes ?? [])]
    const result = await run(await microsoft.as(as, scopes)).execute()
    expect(result.fields).toEqual(particular.fields)
    if (writes) expect(['yes', 'no']).toContain(await run(await microsoft.as(as, scopes)).happened(longAgo))
  })

  it('without the role', async () => {
    const gets = weak.gets === 'same' ? { fields: particular.fields } : { code: weak.gets }
    expect(await outcome(run(await microsoft.as(weak.title)).execute())).toEqual(gets)
  })

  it('429 is handed up with its wait, then it works', async () => {
    const credential = await admin()
    await microsoft.faults({ match: { path: '^/v1.0/' }, times: 1, kind: 'status429' })
    const error = await refusal(run(credential).execute())
    expect(error.code).toBe('platform_rate_limited')
    expect(error.retryAfterMs).toBe(2_000)
    expect(error.extra['mayHaveHappened']).toBe(false)
    expect((await run(credential).execute()).fields).toEqual(particular.fields)
  })

  it('an expired token', async () => {
    const credential = await admin()
    await microsoft.faults({ match: { path: '^/v1.0/' }, times: 1, kind: 'expired_token' })
    expect((await refusal(run(credential).execute())).code).toBe('platform_unauthenticated')
  })

  if (writes === undefined) return

  it('the answer lost after the write: it may have happened, and reading back finds it', async () => {
    const credential = await admin()
    const since = new Date().toISOString()
    await microsoft.faults({
      match: { method: writes.method, path: '^/v1.0/' },
      times: 1,
      kind: 'reset_after',
    })
    const error = await refusal(run(credential).execute())
    expect(error.code).toBe('platform_unavailable')
    expect(error.extra['mayHaveHappened']).toBe(true)
    expect(await run(credential).happened(since)).toBe('yes')
    expect(await microsoft.journal()).toHaveLength(1)
  })

  it('cut before the write: reading back does not find it', async () => {
    const credential = await admin()
    await microsoft.faults({
      match: { method: writes.method, path: '^/v1.0/' },
      times: 1,
      kind: 'reset_before',
    })
    expect((await refusal(run(credential).execute())).extra['mayHaveHappened']).toBe(true)
    expect(await run(credential).happened(new Date().toISOString())).toBe(writes.never ?? 'no')
  })

  it('500: sent once, may have happened', async () => {
    const credential = await admin()
    await microsoft.faults({ match: { method: writes.method, path: '^/v1.0/' }, times: 1, kind: 'status500' })
    const error = await refusal(run(credential).execute())
    expect(error.code).toBe('platform_unavailable')
    expect(error.extra['mayHaveHappened']).toBe(true)
    expect(await microsoft.journal()).toHaveLength(1)
  })

  it('leaves what the definition says in the platform’s own log', async () => {
    const credential = await admin()
    const since = new Date().toISOString()
    const result = await run(credential).execute()
    const resolver = microsoft.connectors.resolverFor('microsoft')
    const events = await resolver?.events(
      {
        types: definition?.events ?? [],
        targetId: particular.target?.(microsoft) ?? nobody,
        since,
      },
      await microsoft.as('Head of IT'),
      AbortSignal.timeout(10_000),
    )
    expect(result.requestId).not.toBeNull()
    const own = events?.filter((event) => event.actorId === microsoft.person(as).id)
    expect((own?.length ?? 0) > 0).toBe((definition?.events.length ?? 0) > 0)
  })

  const { unfit } = writes
  if (unfit === null) return

  it('not in a state for it', async () => {
    const credential = await admin()
    const work = microsoft.run(
      action,
      credential,
      unfit.target?.(microsoft) ?? particular.target?.(microsoft) ?? null,
      unfit.params?.(microsoft) ?? particular.params?.(microsoft) ?? {},
    )
    const error = await refusal(work.execute())
    expect(error.code).toBe(unfit.gets)
    expect(error.extra['mayHaveHappened']).toBe(false)
  })
})
