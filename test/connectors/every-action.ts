import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { handsOver } from '#catalog/hands-over.ts'
import { reverseOf } from '#catalog/reverse.ts'
import type { Code } from '#contract/codes.ts'
import type { ConnectorResult, Credential, Happened } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import type { StandIn } from './support/stand-in.ts'

type Of<Platform, Value> = (platform: Platform) => Value
type Params = Record<string, unknown>
/** The fields of a success, or a code. */
export type Gets = Code | { fields: unknown }

/** What is particular to an action; everything else is asked of every one of them. A new action must say its own. */
export interface Case<Platform> {
  /** Whose role suffices; the platform's administrator unless said. */
  by?: string
  /** What it is about, in the seeded company; absent for the targetless. */
  target?: Of<Platform, string>
  params?: Of<Platform, Params>
  /** What must have happened before. */
  before?: (platform: Platform) => Promise<unknown>
  fields: unknown
  /** What comes back beside the fields, for one person. */
  secret?: RegExp
  /** For what is taken back: parameters that it is run with first, where the seeded company has nothing to go back to. */
  stood?: Of<Platform, Params>
  /** What the same call again gives. */
  again: 'same' | Code
  /** People whose role does not suffice, and what they get. */
  weak: readonly { title: string; gets: 'same' | Gets }[]
  /** For a target that nobody has; `platform_not_found` unless said. */
  nobody?: Gets
  /** For the targetless: what a look-up of nothing gives. */
  nothing?: { params: Params; gets: Gets }
  writes?: {
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    /** All of its path, or what it looks like. */
    path: RegExp | Of<Platform, string>
    /** What reading back says when the answer was lost; `yes` unless said. */
    lost?: Happened
    /** What reading back says when nothing has happened; `no` unless said. */
    never?: Happened
    /** A state in which it is refused; null where there is none. */
    unfit: { target?: Of<Platform, string>; params?: Of<Platform, Params>; gets: Code } | null
  }
}

export interface Harness<Platform> {
  platform: string
  start: () => Promise<Platform>
  /** Whose role suffices for everything that has no other. */
  admin: string
  /** Who may read the platform's own log. */
  auditor: string
  /** What signing in alone asks for. */
  signIn: readonly string[]
  /** Of whom there is none, by type. */
  nobody: Readonly<Record<string, string>>
  /** What the platform calls a missing scope. */
  scopeMissing: string
  /** Null where the platform gives none. */
  requestId: RegExp | null
}

export const forbidden = (...titles: string[]) =>
  titles.map((title) => ({ title, gets: 'platform_forbidden' }) as const)

const longAgo = '2026-01-01T00:00:00.000Z'

/** All that must hold of each action of a platform, through the vendor's SDK, over HTTP, against the emulated platform. */
export function everyAction<Platform extends StandIn>(
  harness: Harness<Platform>,
  cases: Readonly<Record<string, Case<Platform>>>,
): void {
  let platform: Platform
  beforeAll(async () => {
    platform = await harness.start()
  })
  afterAll(() => platform.close())

  it('every action of the catalog stands here, and none besides', () => {
    const names = [...catalog.keys()].filter((name) => name.startsWith(`${harness.platform}.`))
    expect(names.sort()).toEqual(Object.keys(cases).sort())
  })

  describe.each(Object.entries(cases))('%s', (action, particular) => {
    const { by = harness.admin, writes, fields, nothing } = particular
    const definition = catalog.get(action)
    let admin: Credential
    let earlier = 0
    beforeEach(async () => {
      await platform.reset()
      admin = await platform.as(by)
      await particular.before?.(platform)
      earlier = (await platform.journal()).length
    })

    const run = (credential = admin, over: { target?: string; params?: Params } = {}) =>
      platform.run(
        action,
        credential,
        over.target ?? particular.target?.(platform) ?? null,
        over.params ?? particular.params?.(platform) ?? {},
      )
    const made = async () => (await platform.journal()).slice(earlier)
    const same = { fields }
    const expected = (gets: 'same' | Gets) =>
      gets === 'same' ? same : typeof gets === 'string' ? { code: gets } : gets

    it('does it, once, as this person, and says by which call of the platform’s', async () => {
      const result = await run().execute()
      expect(result.fields).toEqual(fields)
      expect(definition?.returns.safeParse(result.fields).success).toBe(true)
      if (harness.requestId) expect(result.requestId).toMatch(harness.requestId)
      const journal = await made()
      expect(journal.map(({ method, actor }) => [method, actor?.id])).toEqual(
        writes === undefined ? [] : [[writes.method, platform.person(by).id]],
      )
      if (writes === undefined) return
      if (writes.path instanceof RegExp) expect(journal[0]?.path).toMatch(writes.path)
      else expect(journal[0]?.path).toBe(writes.path(platform))
      if (harness.requestId) expect(journal[0]?.requestId).toBe(result.requestId)
    })

    it('what is for one person’s eyes comes beside the fields, never in them', async () => {
      const { secret, fields: shown } = await run().execute()
      if (particular.secret === undefined) expect(secret).toBeUndefined()
      else expect(secret).toMatch(particular.secret)
      expect(JSON.stringify(shown)).not.toContain(secret ?? 'no secret')
      // Only an action that the catalog marks hands out any (T12).
      expect(secret === undefined || definition?.credential).toBe(true)
      // By which the gate knows that one was lost, when nobody was left to keep it.
      expect(definition && handsOver(definition, particular.params?.(platform) ?? {})).toBe(
        secret !== undefined,
      )
    })

    it('again', async () => {
      await run().execute()
      expect(await outcome(run().execute())).toEqual(expected(particular.again))
    })

    it('nobody there', async () => {
      if (particular.target !== undefined) {
        const target = harness.nobody[definition?.targetType ?? ''] ?? 'no id of nobody'
        const work = run(admin, { target }).execute()
        expect(await outcome(work)).toEqual(expected(particular.nobody ?? 'platform_not_found'))
      } else if (nothing !== undefined) {
        expect(await outcome(run(admin, { params: nothing.params }).execute())).toEqual(
          expected(nothing.gets),
        )
      }
      expect((await made()).filter(({ status }) => status < 400)).toEqual([])
    })

    it('without the scope', async () => {
      const error = await refusal(run(await platform.as(by, harness.signIn)).execute())
      expect([error.code, error.extra['platformCode'], error.extra['mayHaveHappened']]).toEqual([
        'platform_forbidden',
        harness.scopeMissing,
        false,
      ])
    })

    it('with the scopes of the catalog alone', async () => {
      const only = run(await platform.as(by, [...harness.signIn, ...(definition?.scopes ?? [])]))
      expect((await only.execute()).fields).toEqual(fields)
      if (writes !== undefined) expect(['yes', writes.lost]).toContain(await only.happened(longAgo))
    })

    it.each(particular.weak)('without the role: $title', async ({ title, gets }) => {
      expect(await outcome(run(await platform.as(title)).execute())).toEqual(expected(gets))
      expect((await made()).filter(({ status }) => status < 400)).toEqual([])
    })

    const { reversible } = definition ?? {}
    it.each(reversible?.back ? [reversible.by] : [])(
      'taken back by %s, it stands exactly as before',
      async (by) => {
        const params = particular.params?.(platform) ?? {}
        if (particular.stood) await run(admin, { params: particular.stood(platform) }).execute()
        const before = (await run().state()) ?? {}
        await run().execute()
        const after = await run().state()
        expect(after).not.toEqual(before)
        const reverse = definition && reverseOf(definition, { params, before })
        if (!reverse) throw new Error(`nothing takes it back: ${JSON.stringify(before)}`)
        expect(reverse.action).toBe(by)
        const target = particular.target?.(platform) ?? null
        await platform.run(reverse.action, admin, target, reverse.params).execute()
        expect(await run().state()).toEqual(before)
        // And forth again, by what the reverse says of itself: it is an action like any other.
        const back = catalog.get(reverse.action)
        const forth = back && reverseOf(back, { params: reverse.params, before: after ?? {} })
        expect(forth?.action).toBe(action)
        await run(admin, { params: forth?.params ?? {} }).execute()
        expect(await run().state()).toEqual(after)
      },
    )

    it('429 is handed up with its wait, then it works', async () => {
      await platform.faults({ match: { path: platform.api.source }, times: 1, kind: 'status429' })
      const error = await refusal(run().execute())
      expect([error.code, error.extra['mayHaveHappened']]).toEqual(['platform_rate_limited', false])
      expect(error.retryAfterMs).toBeGreaterThan(0)
      expect((await run().execute()).fields).toEqual(fields)
    })

    it('an expired token', async () => {
      await platform.faults({ match: { path: platform.api.source }, times: 1, kind: 'expired_token' })
      const error = await refusal(run().execute())
      expect([error.code, error.extra['mayHaveHappened']]).toEqual(['platform_unauthenticated', false])
    })

    if (writes === undefined) return

    const fault = (kind: string) => {
      const path = writes.path instanceof RegExp ? writes.path.source : `${writes.path(platform)}$`
      return platform.faults({ match: { method: writes.method, path }, times: 1, kind })
    }

    it('the answer lost after the write: it may have happened, and reading back finds it', async () => {
      const since = new Date().toISOString()
      await fault('reset_after')
      const error = await refusal(run().execute())
      expect([error.code, error.extra['mayHaveHappened']]).toEqual(['platform_unavailable', true])
      expect(await run().happened(since)).toBe(writes.lost ?? 'yes')
      // Sent once: nothing in between tries again by itself.
      expect(await made()).toHaveLength(1)
    })

    it.each(['reset_before', 'status500'])(
      '%s: sent once, and reading back does not find it',
      async (kind) => {
        await fault(kind)
        const error = await refusal(run().execute())
        expect([error.code, error.extra['mayHaveHappened']]).toEqual(['platform_unavailable', true])
        expect(await run().happened(new Date().toISOString())).toBe(writes.never ?? 'no')
        expect(await made()).toHaveLength(1)
      },
    )

    it('leaves the events that the catalog names in the platform’s own log, of this person', async () => {
      const types = definition?.events ?? []
      const { requestId, fields: shown } = await run().execute()
      const targetId = particular.target?.(platform) ?? (shown as { id: string }).id
      const events = await platform.resolver.events(
        { types, targetId, since: longAgo },
        await platform.as(harness.auditor),
        AbortSignal.timeout(10_000),
      )
      const own = events.filter((event) =>
        event.requestId === null
          ? event.actorId === platform.person(by).id
          : event.requestId === requestId || event.actorId === platform.person(by).id,
      )
      expect(own.length > 0).toBe(types.length > 0)
      for (const { type } of own) expect(types).toContain(type)
    })

    const { unfit } = writes
    if (unfit === null) return

    it('not in a state for it, or naming what is not there', async () => {
      const over = {
        ...(unfit.target && { target: unfit.target(platform) }),
        ...(unfit.params && { params: unfit.params(platform) }),
      }
      const error = await refusal(run(admin, over).execute())
      expect([error.code, error.extra['mayHaveHappened']]).toEqual([unfit.gets, false])
    })
  })
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
