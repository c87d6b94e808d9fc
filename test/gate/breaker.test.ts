import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBreaker } from '#activities/execute/breaker.ts'
import { type Code } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import { createMetrics } from '#process/metrics.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type Cast, createCast, employees } from '../support/cast.ts'
import { openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import { clearFaults, plantFault, resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'
import { carelessRules } from '../worst-model/rules.ts'

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

describe('the breaker of one platform of one tenant', () => {
  const of = { tenant: 'acme', platform: 'okta' }
  const create = () => {
    const at = { now: 0 }
    const metrics = createMetrics('gate')
    const breaker = createBreaker({ clock: () => at.now, logger: quiet, metrics, random: () => 0 })
    let calls = 0
    const call = (code?: Code, place = of) =>
      breaker
        .through(place, async () => {
          calls += 1
          if (code !== undefined) throw new DexError(code)
        })
        .then(
          () => 'answered',
          (error: DexError) => `${error.code} ${error.retryAfterMs ?? '-'}`,
        )
    return { at, metrics, call, calls: () => calls }
  }
  const fail = async (call: (code: Code) => Promise<string>, times = 5) => {
    for (let index = 0; index < times; index += 1) await call('platform_timeout')
  }

  it('opens after five silences in a row, keeps everybody from it, and one looks when it is time', async () => {
    const { at, call, calls, metrics } = create()
    await fail(call)
    expect(await call()).toBe('platform_unavailable 2000')
    expect(calls()).toBe(5)
    expect(await metrics.text()).toContain('dex_platform_away{platform="okta",part="gate"} 1')
    at.now = 2_000
    const looking = call('platform_unavailable')
    expect(await call()).toBe('platform_unavailable 500')
    expect(await looking).toBe('platform_unavailable -')
    expect(await call()).toBe('platform_unavailable 4000')
    at.now = 6_000
    expect(await call()).toBe('answered')
    expect(await call()).toBe('answered')
    expect(await metrics.text()).toContain('dex_platform_away{platform="okta",part="gate"} 0')
    expect(await metrics.text()).toContain('dex_platform_kept_total{platform="okta",part="gate"} 3')
  })

  it('waits a minute at most', async () => {
    const { at, call } = create()
    await fail(call)
    for (let tries = 0; tries < 10; tries += 1) {
      at.now += 60_000
      await call('platform_timeout')
    }
    expect(await call()).toBe('platform_unavailable 60000')
  })

  it.each<Code>(['platform_forbidden', 'platform_rate_limited', 'platform_not_found'])(
    'an answer is an answer: `%s` keeps it closed',
    async (code) => {
      const { call } = create()
      await fail(call, 4)
      await call(code)
      await fail(call, 4)
      expect(await call()).toBe('answered')
    },
  )

  it('leaves other tenants and other platforms alone, and our own troubles out of it', async () => {
    const { call } = create()
    for (let index = 0; index < 9; index += 1) await call('database_unavailable')
    await fail(call)
    expect(await call(undefined, { ...of, tenant: 'umbrella' })).toBe('answered')
    expect(await call(undefined, { ...of, platform: 'google' })).toBe('answered')
    expect(await call()).toBe('platform_unavailable 2000')
  })
})

describe('an outage', () => {
  const requests = 12
  let world: World
  let gate: TestGate
  let cast: Cast

  beforeAll(async () => {
    world = await createWorld({ files: carelessRules })
    cast = await createCast(world)
    gate = await openGate(world)
  }, 60_000)

  afterAll(async () => {
    await gate.close()
    await world.close()
  })

  /** How many calls a fault met so far. */
  const metBy = async (planned: number): Promise<number> => {
    const response = await fetch(new URL('/_sandbox/faults', world.okta.url))
    const { faults } = (await response.json()) as { faults: { times: number }[] }
    return planned - (faults[0]?.times ?? planned)
  }

  it('burns no request: all wait, few calls are made, and each is done once it is over', async () => {
    const asked = await Promise.all(
      employees(world)
        .slice(0, requests)
        .map((login) =>
          gate.ask(login, { action: 'okta.user.reset_factors', target: oktaUserId(world.company, login) }),
        ),
    )
    for (const each of asked) {
      await each.decide()
      await each.say(cast.admin)
    }
    const planned = 100_000
    await plantFault(world.okta.url, { match: {}, kind: 'status500', times: planned })
    const running = Promise.all(asked.map((each) => each.executeToEnd()))
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const met = await metBy(planned)
    await clearFaults(world.okta.url)
    const outcomes = await running
    expect(outcomes.map((each) => each.kind)).toEqual(asked.map(() => 'done'))
    expect(await resetsOf(world)).toHaveLength(requests)
    // Those that were under way when it opened, of each request a few facts at once, and none of the hundreds of tries after that.
    expect(met).toBeGreaterThanOrEqual(5)
    expect(met).toBeLessThanOrEqual(requests * 4)
    const denials = await world.admin.query('select max(denials) as denials from requests')
    expect(denials.rows).toEqual([{ denials: 0 }])
  }, 30_000)
})
