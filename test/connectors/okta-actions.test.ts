import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import type { ConnectorResult, Credential } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { type About, objectsOf } from './okta/case.ts'
import { cases } from './okta/cases.ts'
import { type SandboxOkta, sandboxOkta } from './support/sandbox-okta.ts'

let okta: SandboxOkta
const held = new Map<string, Credential>()

beforeAll(async () => {
  okta = await sandboxOkta()
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

const longAgo = '2026-01-01T00:00:00.000Z'

it('every okta action of the catalog stands here, and none besides', () => {
  const names = [...catalog.keys()].filter((name) => name.startsWith('okta.'))
  expect(names.sort()).toEqual(Object.keys(cases).sort())
})

describe.each(Object.entries(cases))('%s', (action, particular) => {
  const { by = 'Identity Lead', writes, weak, nobody } = particular
  const call = (credential: Credential, about: About = particular.about(okta), name = action) =>
    okta.run(name, credential, about.target, about.params, objectsOf(about))
  const journal = async () => (await okta.journal()).entries.filter((entry) => entry.path.startsWith('/api/'))

  let admin: Credential
  let before = 0
  beforeEach(async () => {
    admin = await as(by)
    if (particular.after !== undefined) await call(admin, undefined, particular.after).execute()
    before = (await journal()).length
  })

  it('does it, and says by which call of the platform’s', async () => {
    const result = await call(admin).execute()
    expect(result.fields).toEqual(particular.fields)
    expect(catalog.get(action)?.returns.safeParse(result.fields).success).toBe(true)
    expect(result.requestId).toMatch(/^req/)
    const made = (await journal()).slice(before).map(({ method, path, requestId, actor }) => {
      return { method, path, requestId, by: actor?.id }
    })
    expect(made).toEqual(
      writes === undefined
        ? []
        : [
            {
              method: writes.method,
              path: `/api/v1${writes.path(okta)}`,
              requestId: result.requestId,
              by: okta.person(by).id,
            },
          ],
    )
  })

  it('what is for one person’s eyes comes beside the fields, never in them', async () => {
    const { secret, fields } = await call(admin).execute()
    if (particular.secret === undefined) expect(secret).toBeUndefined()
    else expect(secret).toMatch(particular.secret)
    expect(JSON.stringify(fields)).not.toContain(secret ?? 'no secret')
    // Only an action that the catalog marks hands out any (T12).
    expect(secret === undefined || catalog.get(action)?.credential).toBe(true)
  })

  it('again', async () => {
    await call(admin).execute()
    const same = { fields: particular.fields }
    expect(await outcome(call(admin).execute())).toEqual(
      particular.again === 'same' ? same : { code: particular.again },
    )
  })

  it.each(nobody === null ? [] : [nobody])('nobody there', async ({ about, gets }) => {
    expect(await outcome(call(admin, about(okta)).execute())).toEqual(gets)
  })

  it('without the scope', async () => {
    const credential = await as(by, ['openid', 'email'])
    const error = await refusal(call(credential).execute())
    expect(error.code).toBe('platform_forbidden')
    expect(error.extra).toMatchObject({ platformCode: 'insufficient_scope', mayHaveHappened: false })
  })

  it('with the scopes of the catalog alone', async () => {
    const scopes = ['openid', ...(catalog.get(action)?.scopes ?? [])]
    const run = call(await as(by, scopes))
    expect((await run.execute()).fields).toEqual(particular.fields)
    if (writes !== undefined) expect(await run.happened(longAgo)).toBe('yes')
  })

  it('without the role', async () => {
    expect(await outcome(call(await as(weak.title)).execute())).toEqual(weak.gets)
  })

  it('429 is handed up with its wait, then it works', async () => {
    await okta.faults({ match: { path: '^/api/' }, times: 1, kind: 'status429' })
    const error = await refusal(call(admin).execute())
    expect(error.code).toBe('platform_rate_limited')
    expect(error.retryAfterMs).toBeGreaterThan(0)
    expect((await call(admin).execute()).fields).toEqual(particular.fields)
  })

  if (writes === undefined) return

  const match = () => ({ method: writes.method, path: `${writes.path(okta)}$` })

  it('the answer lost after the write: it may have happened, and reading back finds it', async () => {
    const since = new Date(Date.now() - 1_000).toISOString()
    await okta.faults({ match: match(), times: 1, kind: 'reset_after' })
    const error = await refusal(call(admin).execute())
    expect(error.code).toBe('platform_unavailable')
    expect(error.extra['mayHaveHappened']).toBe(true)
    expect(await call(admin).happened(since)).toBe(writes.lost)
    expect((await journal()).slice(before)).toHaveLength(1)
  })

  it('cut before the write: reading back does not find it', async () => {
    await okta.faults({ match: match(), times: 1, kind: 'reset_before' })
    expect((await refusal(call(admin).execute())).extra['mayHaveHappened']).toBe(true)
    expect(await call(admin).happened(longAgo)).toBe(writes.never)
  })

  it('leaves the events that the catalog says, on whom it says', async () => {
    const { events = [] } = catalog.get(action) ?? {}
    const result = await call(admin).execute()
    const target = particular.about(okta).target ?? (result.fields as { id: string }).id
    const query = { types: events, targetId: target, since: longAgo }
    const resolver = okta.connectors.resolverFor('okta')
    const seen = await resolver?.events(query, await as('Head of IT'), AbortSignal.timeout(10_000))
    const own = seen?.filter(({ requestId }) => requestId === result.requestId).map(({ type }) => type)
    expect(new Set(own)).toEqual(new Set(events))
  })

  const { unfit } = writes
  if (unfit === null) return

  it('not in a state for it', async () => {
    const error = await refusal(call(admin, unfit.about(okta)).execute())
    expect(error.code).toBe(unfit.gets)
    expect(error.extra['mayHaveHappened']).toBe(false)
  })
})
