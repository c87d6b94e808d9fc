import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fills, type Yes } from '#activities/execute/quorum.ts'
import { catalog } from '#catalog/index.ts'
import { examinePlatforms } from '#client/cli/doctor/platforms.ts'
import { declaredFact, declareFacts } from '#client/cli/tenant/declare-facts.ts'
import type { ApprovalObligation } from '#contract/decision.ts'
import { platformsThatDoNotTell, untrustedFacts } from '#contract/self-set-facts.ts'
import { loadBundle } from '#policy/load.ts'
import { readingUnsourced } from '#policy/unsourced.ts'
import { oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { findFactSources } from '#store/fact-sources.ts'
import type { TenantSettings } from '#store/schema.ts'
import { findSettings } from '#store/tenants.ts'
import { delegate } from '../sandbox/delegate.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { decide, openTicket, waitForApproval, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { openGate } from '../support/gate.ts'
import { addPlatforms } from '../support/more-platforms.ts'
import { editPlatform, resetsOf } from '../support/platform.ts'
import { type Person, sandboxFiles, type World } from '../support/world.ts'

/** T10 spoofed facts: what people call themselves, and what a sign-in said of them once, is nobody's right. */
let world: World
let api: Database
let cast: Cast
let claimed: Person
let workers: { stop(): Promise<void> }
let bearer: string

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  cast = await createCast(world)
  // Everything that a sign-in can claim, and a connection: but no group of the directory.
  const login = world.company.accounts.find((each) => each.title === 'Applications Owner')?.login ?? ''
  claimed = await world.addPerson(login, ['admin', 'approver', 'it-admin', 'operator'], ['admin'])
  workers = await startWorkers(world)
  bearer = (await delegate(world.okta.url, cast.owner.email)).bearer
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

const waiting = async (n: number) => {
  const { request } = await openTicket(world, api, lostPhone(employees(world)[n] ?? ''), {
    timing: { escalatedMs: 60_000 },
  })
  return { request, approval: await waitForApproval(world, api, request) }
}

const membership = async (method: 'PUT' | 'DELETE', person: Person): Promise<void> => {
  const group = oktaGroupId(world.company, 'it-admins')
  const answer = await fetch(new URL(`/api/v1/groups/${group}/users/${person.oktaId}`, world.okta.url), {
    method,
    headers: { authorization: `Bearer ${bearer}` },
  })
  if (!answer.ok) throw new Error(`the group answered ${answer.status}`)
}

const settings = (change: Partial<TenantSettings>) =>
  world.admin.query('update tenant_settings set settings = $2 where tenant = $1', [
    world.tenant,
    JSON.stringify({ ...world.settings, ...change }),
  ])

const refused = (code: string) => ({ accepted: false, code })

describe('who is entitled', () => {
  test('is what the directory says, not the sign-in: a claimed role opens pages and not the gate', async () => {
    const { approval } = await waiting(0)
    expect(await decide(world, api, approval, claimed)).toEqual(refused('approver_not_entitled'))
    expect(await resetsOf(world)).toEqual([])
  }, 60_000)

  test('is read anew for each decision: out of the group at Okta is out here at once, and in again', async () => {
    const { request, approval } = await waiting(1)
    await membership('DELETE', cast.admin)
    expect(await decide(world, api, approval, cast.admin)).toEqual(refused('approver_not_entitled'))
    await membership('PUT', cast.admin)
    expect(await decide(world, api, approval, cast.admin)).toEqual({ accepted: true, code: 'ok' })
    await waitForStatus(world, api, request, 'resolved')
  }, 60_000)

  test('is read at the one source that the tenant names', async () => {
    const { approval } = await waiting(2)
    await settings({ identitySource: 'google' })
    expect(await decide(world, api, approval, cast.admin)).toEqual(refused('approver_not_entitled'))
    await settings({})
    expect((await decide(world, api, approval, cast.admin)).accepted).toBe(true)
  }, 60_000)

  test('is read on the investigating delegation: without one nobody is entitled to anything', async () => {
    const { approval } = await waiting(3)
    const { investigate } = cast.owner.connections
    const investigating = (state: string) =>
      world.admin.query('update connections set state = $2 where id = $1', [investigate, state])
    await investigating('revoked')
    expect(await decide(world, api, approval, cast.admin)).toEqual(refused('fact_missing'))
    await investigating('active')
    expect((await decide(world, api, approval, cast.colleague)).accepted).toBe(true)
  }, 60_000)
})

test('a group is its platform’s immutable id: no name, no bare id, no other platform’s fills a place', () => {
  const place = (group: string): ApprovalObligation => ({
    by: { group },
    quorum: 1,
    not: [],
    within: '1h',
    otherwise: 'deny',
    always: false,
    authors: 'excluded',
    proof: [],
  })
  const id = oktaGroupId(world.company, 'it-admins')
  const yes: Yes = {
    person: 'per_1',
    roles: new Set(['it-admin']),
    groups: new Set([`okta:${id}`]),
    proof: null,
    excluded: false,
  }
  expect(fills(yes, place(`okta:${id}`))).toBe(true)
  for (const name of [
    'it-admins',
    'IT-Admins',
    id,
    `google:${id}`,
    `okta:${id.toUpperCase()}`,
    'okta:it-admins',
    '*',
  ])
    expect(fills(yes, place(name))).toBe(false)
})

describe('a label', () => {
  test('comes from Dex’s own registry, by immutable id, and holds from then on', async () => {
    const login = employees(world)[4] ?? ''
    const person = await world.addPerson(login, ['employee'])
    await settings({ labels: { ...world.settings.labels, [`okta:${person.oktaId}`]: ['break-glass'] } })
    const { request } = await openTicket(world, api, lostPhone(login))
    await waitForStatus(world, api, request, 'escalated')
    const denied = await world.admin.query(
      `select code from proposals where request = $1 and state = 'denied' and action = 'okta.user.reset_factors'`,
      [request],
    )
    expect(denied.rows).toContainEqual({ code: 'protected_account' })
    expect((await resetsOf(world)).filter((each) => each.path.includes(person.oktaId))).toEqual([])
    await settings({})
  }, 60_000)
})

describe('a fact that people can set of themselves', () => {
  const action = 'okta.user.reset_factors'
  const readingDepartment = {
    path: 'board.yaml',
    text: `apiVersion: dex/v1\nkind: Policy\nlayer: runtime\nrules:\n  - { id: board, effect: deny, actions: ["${action}"], when: 'target.department == "Board"' }\n`,
  }
  const setSelf = (self: string) =>
    editPlatform(world.okta.url, { in: 'directory.schema', id: 'department', set: { self } })
  /** With what it remembers of platforms forgotten, as after five minutes. */
  const decided = async (n: number) => {
    const gate = await openGate(world)
    const login = employees(world)[n] ?? ''
    const asked = await gate.ask(login, { action, target: oktaUserId(world.company, login) })
    const outcome = await asked.decide()
    await gate.close()
    return outcome
  }
  const alarms = async () =>
    (
      await world.admin.query<{ entry: string }>(
        `select entry from activity_log where entry like '%fact_self_editable%'`,
      )
    ).rows.map((row) => JSON.parse(row.entry) as object)
  const told = async () =>
    (await examinePlatforms(api, world.tenant, world.settings)).filter((each) => each.state === 'wrong')

  test('is no fact: what reads it denies, the log has an alarm, dex doctor says what to do; read-only it is one again', async () => {
    await world.publish([...(await sandboxFiles()), readingDepartment])
    expect(await decided(5)).toMatchObject({ effect: 'require_approval' })
    expect([await alarms(), await told()]).toEqual([[], []])
    await setSelf('READ_WRITE')
    expect(await decided(6)).toMatchObject({ effect: 'deny', code: 'fact_missing' })
    expect(await alarms()).toMatchObject([
      { kind: 'alarm', by: { role: 'gate' }, detail: { platform: 'okta', facts: 'department' } },
    ])
    expect(await told()).toMatchObject([
      { part: `facts from okta of ${world.tenant}`, problem: expect.stringContaining('department') },
    ])
    await setSelf('READ_ONLY')
    expect(await decided(7)).toMatchObject({ effect: 'require_approval' })
    expect([(await alarms()).length, await told()]).toEqual([1, []])
    await world.publish(await sandboxFiles())
  }, 60_000)
})

test('dex doctor fails where no break-glass account is named', async () => {
  const examined = async (labels: TenantSettings['labels']) =>
    (await examinePlatforms(api, world.tenant, { ...world.settings, labels })).map(({ part, state }) => [
      part,
      state,
    ])
  expect(await examined({})).toEqual([
    [`break-glass of ${world.tenant}`, 'wrong'],
    [`okta of ${world.tenant}`, 'wrong'],
  ])
  expect(await examined(world.settings.labels)).toEqual([[`okta of ${world.tenant}`, 'ok']])
  expect(await examined({ 'google:1': ['break-glass'] })).toEqual([[`okta of ${world.tenant}`, 'wrong']])
})

describe('a source that does not tell what people can set', () => {
  const action = 'google.user.suspend'
  const rules = (of: string, actions: string) => [
    {
      path: 'department.yaml',
      text: `apiVersion: dex/v1\nkind: Policy\nlayer: department\nscope: { department: Board, of: ${of} }\nrules:\n  - { id: board, effect: deny, actions: ["${actions}"] }\n`,
    },
  ]
  const sources = () => api.read(world.tenant, (tx) => findFactSources(world.tenant, tx))
  const refused = async (...about: Parameters<typeof rules>) =>
    readingUnsourced(loadBundle({ operator: rules(...about) }, catalog), await sources(), catalog)
  const doctor = async () =>
    (await examinePlatforms(api, world.tenant, await settingsNow())).flatMap(({ part, state, mend }) =>
      part.startsWith('facts from google') ? [[state, mend]] : [],
    )
  const settingsNow = async () => {
    const found = await api.read(world.tenant, (tx) => findSettings(world.tenant, tx))
    if (!found) throw new Error('no settings')
    return found
  }

  test('is none of it until the operator declares it: refused where it is published, denied at the gate, told by dex doctor', async () => {
    const { declaredFacts: _, ...undeclared } = world.settings
    world.settings = undeclared
    const more = await addPlatforms(world)
    const owner = createDatabase({ url: world.adminUrl, applicationName: 'test', connectionsMax: 1 })
    try {
      await more.connect(cast.owner, 'google', 'investigate')
      const at = { file: 'department.yaml', line: 6, code: 'fact_self_editable', rule: 'board' }
      const mend = expect.stringContaining('dex tenant declare-facts')
      expect(await refused('target', '*')).toMatchObject([{ ...at, mend }])
      expect(await refused('target', action)).toMatchObject([at])
      expect(await refused('target', 'okta.*')).toEqual([])
      // A requester's facts come from the identity source, whichever platform the action is on.
      expect(await refused('requester', 'google.*')).toEqual([])
      expect(await doctor()).toEqual([['note', mend]])
      await world.publish([...(await sandboxFiles()), ...rules('target', action)])
      const decided = async (n: number) => {
        const gate = await openGate(world)
        const login = employees(world)[n] ?? ''
        const asked = await gate.ask(login, { action, target: more.idOf('google', login) })
        const outcome = await asked.decide()
        await gate.close()
        return outcome
      }
      expect(await decided(8)).toMatchObject({ effect: 'deny', code: 'fact_missing' })

      await declareFacts(owner, world.tenant, [declaredFact('google:department')], false)
      expect(await refused('target', '*')).toEqual([])
      expect(await doctor()).toEqual([['ok', null]])
      expect(await decided(9)).toMatchObject({ effect: 'require_approval' })
      const { rows } = await world.admin.query<{ entry: string }>(
        `select entry from activity_log where entry like '%"settings.changed"%'`,
      )
      expect(rows.map((row) => JSON.parse(row.entry) as object)).toMatchObject([
        { by: { role: 'dex' }, code: 'facts_declared', detail: { facts: 'google:department' } },
      ])
      await declareFacts(owner, world.tenant, [declaredFact('google:department')], true)
      expect(await refused('target', '*')).toMatchObject([at])
    } finally {
      await owner.close()
      await more.close()
    }
  }, 60_000)

  test('says so itself, and so does every other: no resolver is in the wrong list', async () => {
    const gate = await openGate(world)
    const signal = AbortSignal.timeout(1_000)
    const nobodys = { accessToken: 'x', origin: 'http://127.0.0.1:9' }
    for (const platform of ['okta', 'microsoft', 'google', 'scim']) {
      const told = gate.deps.connectors.resolverFor(platform)?.selfEditable(nobodys, signal)
      // Who tells has to ask, or knows it of the vendor; who does not, answers so without asking.
      const silent = await told?.then((facts) => facts === null).catch(() => false)
      expect([platform, silent]).toEqual([platform, platformsThatDoNotTell.includes(platform)])
    }
    await gate.close()
  })

  test('what a platform tells is not declared away', async () => {
    expect(untrustedFacts({ platform: 'okta', told: ['department'] }, { okta: ['department'] })).toEqual([
      'department',
    ])
    expect(untrustedFacts({ platform: 'okta', told: null }, {})).toEqual(['department'])
    expect(untrustedFacts({ platform: 'okta', told: null }, { okta: ['department'] })).toEqual([])
    expect(() => declaredFact('google:email')).toThrow(/no fact/)
  })
})
