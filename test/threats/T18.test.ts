import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StandingId, StandingTerms } from '#contract/standing.ts'
import type { Database } from '#store/database.ts'
import { endStanding, useStanding } from '#store/standing-approvals.ts'
import { type Cast, createCast, employees, startWorkers } from '../support/cast.ts'
import { openTicket, rowOf, until, waitForApproval } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { grantStanding } from '../support/standing.ts'
import { type Person, sandboxFiles, type World } from '../support/world.ts'

/** T18: a standing approval never replaces what policy asks for now. */
let world: World
let api: Database
let gate: Database
let cast: Cast
/** Signs in, and is in no group that approves anything. */
let clerk: Person
let workers: { stop(): Promise<void> }
let asked: { hash: string; bundle: string; request: string }

const action = 'okta.user.clear_sessions'

/** The sandbox's rules, where every change may be approved for always. */
const files = async (quorum = 1) =>
  (await sandboxFiles()).map(({ path, text }) => ({
    path,
    text: text.replace(
      'always: { for: 30d, cap: 50 }',
      `always: { for: 30d, cap: 20 }\n        quorum: ${quorum}`,
    ),
  }))

const never = async () =>
  (await sandboxFiles()).map(({ path, text }) => ({
    path,
    text: text.replace('always: { for: 30d, cap: 50 }', 'always: false'),
  }))

const sessions = (login: string) => ({
  title: 'Strange sign-ins',
  text: 'Please end all my sessions.',
  requesterEmail: login,
})

const departmentOf = (login: string): string =>
  world.company.accounts.find((each) => each.login === login)?.department ?? ''

/** The requester of the n-th ticket. */
const person = (index: number): string => employees(world)[index] ?? ''

beforeAll(async () => {
  world = await createWorld({ files: await files() })
  api = world.database('dex_api')
  gate = world.database('dex_gate')
  cast = await createCast(world)
  clerk = await world.addPerson(person(5), ['approver'])
  workers = await startWorkers(world)
  const { request } = await openTicket(world, api, sessions(person(0)))
  const approval = await waitForApproval(world, api, request)
  asked = { hash: approval.obligations_digest, bundle: approval.bundle, request }
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

afterEach(async () => {
  await world.admin.query(`update standing_approvals set state = 'revoked' where state = 'active'`)
})

interface Granting {
  terms?: Partial<StandingTerms>
  signers?: Person[]
  /** Of whom the terms say that it runs on. */
  grantor?: Person
  /** Instead of the api's key. */
  signature?: string
}

const termsOf = (login: string, grantor: Person, change: Partial<StandingTerms> = {}): StandingTerms =>
  ({
    action,
    version: 1,
    targets: { kind: 'own' },
    requesters: { departments: [departmentOf(login)], groups: [], assurance: 'asserted' },
    channels: ['ticket'],
    params: {},
    until: new Date(Date.now() + 86_400_000).toISOString(),
    cap: { total: 10, perDay: 10 },
    actAs: { person: grantor.id, connection: grantor.connections.admin ?? '' },
    obligations: asked.hash,
    bundle: asked.bundle,
    justification: null,
    ...change,
  }) as StandingTerms

/** What api writes when people grant one, for tickets of this person's department. */
function grant(login: string, granting: Granting = {}): Promise<StandingId> {
  const grantor = granting.grantor ?? cast.admin
  const terms = termsOf(login, grantor, granting.terms)
  const { signers = [grantor], signature } = granting
  return grantStanding(world, api, { terms, request: asked.request, signers, signature })
}

const revoke = (id: StandingId) =>
  api.transaction(world.tenant, (tx) =>
    endStanding(world.tenant, tx, id, { state: 'revoked', code: 'revoked', by: null, at: new Date() }),
  )

/** What became of the write: it ran, or people were asked. */
async function outcome(login: string): Promise<{ ran: string | null; asked: boolean }> {
  const { request } = await openTicket(world, api, sessions(login))
  return until('ran, or asked', async () => {
    const { status } = await rowOf(world, api, request)
    if (status === 'waiting_approval') return { ran: null, asked: true }
    const { rows } = await world.admin.query<{ act_as: { person: string } }>(
      `select act_as from ledger where request = $1 and action = $2 and state = 'done'`,
      [request, action],
    )
    return rows[0] ? { ran: rows[0].act_as.person, asked: false } : null
  })
}

const isAsked = { ran: null, asked: true }

describe('a standing approval', () => {
  it('answers for its grantor, on record, until it is revoked', async () => {
    const id = await grant(person(0))
    expect(await outcome(person(0))).toEqual({ ran: cast.admin.id, asked: false })
    const { rows } = await world.admin.query<{ entry: string }>(
      `select entry from activity_log where entry like '%action.intent%' and entry like $1`,
      [`%"standing":"${id}"%`],
    )
    expect(rows).toHaveLength(1)
    await revoke(id)
    expect(await outcome(person(0))).toEqual(isAsked)
  }, 60_000)

  it.each<[string, () => Granting]>([
    ['signed by nobody', () => ({ signers: [] })],
    ['signed by another key', () => ({ signature: 'A'.repeat(86) })],
    ['signed by somebody who is not entitled', () => ({ signers: [cast.admin, clerk] })],
    ['not signed by whose delegation it names', () => ({ signers: [cast.colleague] })],
    [
      'on another’s connection',
      () => ({
        terms: { actAs: { person: cast.admin.id, connection: cast.colleague.connections.admin ?? '' } },
      }),
    ],
    [
      'for longer than policy offers',
      () => ({
        terms: { until: new Date(Date.now() + 40 * 86_400_000).toISOString() },
      }),
    ],
    ['for more than policy offers', () => ({ terms: { cap: { total: 21, perDay: 1 } } })],
    [
      'on other obligations',
      () => ({
        terms: { obligations: `sha256:${'1'.repeat(64)}` as StandingTerms['obligations'] },
      }),
    ],
    [
      'for verified people, of one who only says so',
      () => ({
        terms: { requesters: { departments: [departmentOf(person(0))], groups: [], assurance: 'verified' } },
      }),
    ],
  ])(
    '%s does not count',
    async (_name, granting) => {
      const id = await grant(person(0), granting())
      expect(await outcome(person(0))).toEqual(isAsked)
      await revoke(id)
    },
    60_000,
  )

  it('does not count while policy asks for two and one signed; with both it does', async () => {
    const before = asked
    const bundle = await world.publish(await files(2))
    const { request } = await openTicket(world, api, sessions(person(0)))
    const approval = await waitForApproval(world, api, request)
    asked = { ...before, hash: approval.obligations_digest, bundle }
    const one = await grant(person(0))
    expect(await outcome(person(0))).toEqual(isAsked)
    await revoke(one)
    const both = await grant(person(0), { signers: [cast.admin, cast.colleague] })
    expect(await outcome(person(0))).toEqual({ ran: cast.admin.id, asked: false })
    // What policy offers no more counts no more, and has to be granted anew.
    await world.publish(await never())
    expect(await outcome(person(0))).toEqual(isAsked)
    const { rows } = await world.admin.query('select state, code from standing_approvals where id = $1', [
      both,
    ])
    expect(rows).toEqual([{ state: 'lapsed', code: 'policy' }])
  }, 90_000)
})

it('a hundred uses at once cannot pass a cap of ten, and what was ended stays ended', async () => {
  const id = await grant(person(0))
  const use = (step: number) =>
    gate.transaction(world.tenant, (tx) =>
      useStanding(world.tenant, tx, {
        id,
        request: asked.request,
        step,
        now: new Date(),
        cap: { total: 10, perDay: 10 },
        signatures: 1,
      }),
    )
  const used = await Promise.all(Array.from({ length: 100 }, (_, index) => use(1_000 + index)))
  expect(used.filter(Boolean)).toHaveLength(10)
  const kept = 1_000 + used.indexOf(true)
  expect(await use(kept)).toBe(true)
  await revoke(id)
  expect(await use(kept)).toBe(false)
  await expect(
    world.admin.query(`update standing_approvals set state = 'active' where id = $1`, [id]),
  ).rejects.toThrow(/append_only/)
}, 60_000)
