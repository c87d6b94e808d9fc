import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GateDeps } from '#activities/deps.ts'
import { verifyLog } from '#client/api/activity/verify.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type Cast, createCast, employees } from '../support/cast.ts'
import { type Asked, openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import { editPlatform, enrolledBy, resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'
import { carelessRules } from '../worst-model/rules.ts'
import { type Fault, faults, faulty } from './faulty.ts'

/** Whatever the gate waits for, fails once, answers into the void, or is the last thing that a process does. */
let world: World
let gate: TestGate
let cast: Cast

const action = 'okta.user.reset_factors'
const cap = 10
const limits = {
  path: 'limits.yaml',
  text: `apiVersion: dex/v1
kind: Policy
layer: runtime
rules:
  - { id: counted, effect: require, actions: ["${action}"], because: the test says so, obligations: { limit: { max: 10000, per: 1h, by: tenant } } }
  - { id: few, effect: require, actions: ["okta.user.clear_sessions"], because: the test says so, obligations: { limit: { max: ${cap}, per: 1h, by: tenant } } }
`,
}

beforeAll(async () => {
  world = await createWorld({
    files: [...carelessRules, limits],
    env: { DEX_CALL_TIMEOUT: '2s', DEX_CLOCK_SKEW: '50ms' },
  })
  cast = await createCast(world)
  gate = await openGate(world)
  factors = await enrolledBy(world, employees(world)[0] ?? '')
}, 60_000)

afterAll(async () => {
  await gate.close()
  await world.close()
})

let used = 0
let factors: unknown[] = []
async function ask(): Promise<Asked & { target: string }> {
  const people = employees(world)
  const login = people[(used += 1) % people.length] ?? ''
  const target = oktaUserId(world.company, login)
  // Enrolled again, so that a read-back tells of this request and of no earlier one.
  await editPlatform(world.okta.url, { in: 'directory.users', id: target, set: { factors } })
  return { ...(await gate.ask(login, { action, target })), target }
}

type Phase = 'decide' | 'check' | 'execute'
const phases: readonly Phase[] = ['decide', 'check', 'execute']

/** One request from its proposal to its end; `using` is what one of its phases runs on at first. */
async function live(
  asked: Asked,
  broken: Phase | null,
  using: GateDeps,
  died: Promise<void>,
): Promise<string> {
  /** Once on what breaks, and then as Temporal would try again. */
  const twice = async (phase: Phase, work: (deps: GateDeps) => Promise<unknown>): Promise<unknown> => {
    if (phase === broken) await Promise.race([work(using).catch(() => undefined), died])
    return work(gate.deps)
  }
  await twice('decide', (deps) => asked.decide(deps))
  const signed = await asked.write(cast.admin)
  await twice('check', (deps) => asked.check(signed, deps))
  const outcome = (await twice('execute', (deps) =>
    deps === gate.deps ? asked.executeToEnd() : asked.execute(deps),
  )) as { kind: string }
  return outcome.kind
}

describe('a fault at every await of the gate', () => {
  it.each(phases)(
    'in `%s`: nothing is lost, nothing runs twice, and the record is whole',
    async (phase) => {
      const counting = faulty(gate.deps, { at: Number.POSITIVE_INFINITY, fault: 'fails' })
      expect(await live(await ask(), phase, counting.deps, counting.died)).toBe('done')
      const awaits = counting.names.length
      const cases = Array.from({ length: awaits }, (_, index) =>
        faults.map((fault): [number, Fault] => [index + 1, fault]),
      ).flat()
      const wrong: string[] = []
      const run = async ([at, fault]: [number, Fault]): Promise<void> => {
        const asked = await ask()
        const { deps, died, names } = faulty(gate.deps, { at, fault })
        const before = (await resetsOf(world)).filter((each) => each.path.includes(asked.target)).length
        const kind = await live(asked, phase, deps, died).catch((error: unknown) => String(error))
        const effects =
          (await resetsOf(world)).filter((each) => each.path.includes(asked.target)).length - before
        const { rows } = await world.admin.query<{
          state: string
          uses: number
          intents: number
          outcomes: number
        }>(
          `select l.state,
           (select count(*)::int from limit_uses u where u.request = l.request) as uses,
           (select count(*)::int from activity_log a where a.request = l.request and a.entry like '%"kind":"action.outcome"%') as outcomes
         from ledger l where l.request = $1`,
          [asked.request],
        )
        const row = { kind, effects, ledger: rows }
        const expected = { kind: 'done', effects: 1, ledger: [{ state: 'done', uses: 1, outcomes: 1 }] }
        if (JSON.stringify(row) !== JSON.stringify(expected))
          wrong.push(`${fault} at ${at}, ${names[at - 1] ?? 'never reached'}: ${JSON.stringify(row)}`)
      }
      for (let from = 0; from < cases.length; from += 12)
        await Promise.all(cases.slice(from, from + 12).map(run))
      expect(wrong.join('\n')).toBe('')
      expect(awaits).toBeGreaterThan(3)
      const chain = await verifyLog({ database: world.database('dex_api') }, world.tenant)
      expect(chain).toMatchObject({ intact: true })
    },
    120_000,
  )
})

it('what a platform hands over once is told to be lost where the process ended before it was kept, and found where it ended after', async () => {
  const people = employees(world)
  const ended = async (index: number, kept: boolean) => {
    const login = people[index] ?? ''
    const asked = await gate.ask(login, {
      action: 'okta.user.reset_password',
      target: oktaUserId(world.company, login),
      params: { delivery: 'one_time_secret' },
    })
    await asked.decide()
    await asked.say(cast.admin)
    const secrets: GateDeps['secrets'] = {
      async keep(what) {
        if (kept) await gate.deps.secrets.keep(what)
        throw new Error('gone')
      },
    }
    await asked.execute({ ...gate.deps, secrets }).catch(() => undefined)
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
    const { rows } = await world.admin.query<{ secret: string; kept: string | null }>(
      `select entry::json->'detail'->>'secret' as secret, (select id from secrets s where s.request = $2) as kept
       from activity_log where entry like $1 and entry like '%"kind":"action.outcome"%'`,
      [`%${asked.request}%`, asked.request],
    )
    return rows
  }
  const [lost, found] = await Promise.all([ended(20, false), ended(21, true)])
  expect(lost).toEqual([{ secret: 'lost', kept: null }])
  expect(found).toEqual([{ secret: expect.stringMatching(/^sec_/), kept: found[0]?.secret }])
}, 60_000)

it(`a hundred requests at once cannot pass a cap of ${cap}`, async () => {
  const people = employees(world)
  // A hundred share this machine: one whose call takes longer than it may is in doubt, and not what this is about.
  const patient = await openGate(world, { DEX_CALL_TIMEOUT: '50s' })
  const asked = await Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const login = people[index % people.length] ?? ''
      return patient.ask(login, {
        action: 'okta.user.clear_sessions',
        target: oktaUserId(world.company, login),
      })
    }),
  )
  await Promise.all(asked.map((each) => each.decide()))
  await Promise.all(asked.map((each) => each.say(cast.admin)))
  const outcomes = await Promise.all(asked.map((each) => each.executeToEnd()))
  await patient.close()
  const counts: Record<string, number> = {}
  for (const { kind, ...rest } of outcomes) {
    const name = 'code' in rest ? `${kind}: ${rest.code}` : kind
    counts[name] = (counts[name] ?? 0) + 1
  }
  expect(counts).toEqual({ done: cap, 'denied: limit_reached': 100 - cap })
  const { rows } = await world.admin.query(
    `select count(*)::int as uses from limit_uses where rule like '%few%'`,
  )
  expect(rows).toEqual([{ uses: cap }])
}, 60_000)
