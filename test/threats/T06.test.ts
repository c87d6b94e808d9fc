import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { GateDeps } from '#activities/deps.ts'
import { newStopId } from '#contract/new-id.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type Cast, createCast, employees } from '../support/cast.ts'
import { type Asked, openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import { resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'
import { carelessRules } from '../worst-model/rules.ts'

/** T6 check, then change: whatever changes between what was checked and the call, the gate starts over. */
let world: World
let gate: TestGate
let cast: Cast
let careless: string

const action = 'okta.user.reset_factors'

const file = (layer: string, rule: string) => ({
  path: `${layer}-more.yaml`,
  text: `apiVersion: dex/v1\nkind: Policy\nlayer: ${layer}\nrules:\n${rule}`,
})
const denies = file('runtime', `  - { id: closed, effect: deny, actions: ["${action}"] }\n`)
const asks = (obligations: string) =>
  file(
    'tenant',
    `  - { id: asks, effect: require, actions: ["${action}"], because: the test says so, obligations: { ${obligations} } }\n`,
  )
/** Everything is allowed, and nobody is asked. */
const nobodyIsAsked = carelessRules.map(({ path, text }) => ({
  path,
  text: path === 'action.yaml' ? text.slice(0, text.indexOf('  - id: a-asks\n')) : text,
}))

beforeAll(async () => {
  world = await createWorld({ files: carelessRules })
  careless = await world.publish(carelessRules)
  cast = await createCast(world)
  gate = await openGate(world)
}, 60_000)

afterAll(async () => {
  await gate.close()
  await world.close()
})

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0)) await each()
})

let used = 0
const nextLogin = (): string => employees(world)[(used += 1)] ?? ''

/** Somebody asks, it is decided, and `sayers` say yes. */
async function approved(sayers: () => Cast[keyof Cast][] = () => [cast.admin]): Promise<Asked> {
  const login = nextLogin()
  const asked = await gate.ask(login, { action, target: oktaUserId(world.company, login) })
  expect(await asked.decide()).toMatchObject({ effect: 'require_approval' })
  for (const person of sayers()) expect(await asked.say(person)).toMatchObject({ code: 'ok' })
  return asked
}

/** Everything is checked by then, and nothing is committed. */
function beforeCommit(change: () => Promise<unknown>): GateDeps {
  let changed = false
  const { database } = gate.deps
  return {
    ...gate.deps,
    database: {
      ...database,
      async transaction(tenant, work) {
        if (!changed) {
          changed = true
          await change()
        }
        return database.transaction(tenant, work)
      },
    },
  }
}

const sql = (text: string, ...values: unknown[]) => world.admin.query(text, values)
const resets = async () => (await resetsOf(world)).length
const ledgerOf = async ({ request }: Asked) =>
  (await sql('select state from ledger where request = $1', request)).rows as { state: string }[]

interface Between {
  what: string
  change: () => Promise<unknown>
  back: () => Promise<unknown>
  /** What it comes to once it is decided anew. */
  after: object
}

const again = { kind: 'needs_approval' }

describe('between the last check and the commit, the gate starts over', () => {
  it.each<Between>([
    {
      what: 'the policy in force is tightened',
      change: () => world.publish([...carelessRules, denies]),
      back: () => world.publish(carelessRules),
      after: { kind: 'denied', code: 'policy_denied' },
    },
    {
      what: 'the policy in force asks for more',
      change: () => world.publish([...carelessRules, asks('justification: true')]),
      back: () => world.publish(carelessRules),
      after: again,
    },
    {
      what: 'the approver is disabled',
      change: () => sql(`update people set state = 'disabled' where id = $1`, cast.admin.id),
      back: () => sql(`update people set state = 'active' where id = $1`, cast.admin.id),
      after: again,
    },
    {
      what: 'the connection is revoked',
      change: () =>
        sql(`update connections set state = 'revoked' where id = $1`, cast.admin.connections.admin),
      back: () => sql(`update connections set state = 'active' where id = $1`, cast.admin.connections.admin),
      after: again,
    },
    {
      what: 'the credential is another than was read',
      change: () =>
        sql(`update connections set version = version + 1 where id = $1`, cast.admin.connections.admin),
      back: async () => undefined,
      after: { kind: 'done' },
    },
    {
      what: 'the time for a yes is over',
      change: () => sql(`update approvals set expires_at = now() where state = 'pending'`),
      back: async () => undefined,
      after: again,
    },
  ])('$what', async ({ change, back, after }) => {
    undo.push(back)
    const before = await resets()
    const asked = await approved()
    await expect(asked.execute(beforeCommit(change))).rejects.toMatchObject({ code: 'changed_meanwhile' })
    expect([await resets(), await ledgerOf(asked)]).toEqual([before, []])
    expect(await asked.executeToEnd()).toMatchObject(after)
    expect(await resets()).toBe('kind' in after && after.kind === 'done' ? before + 1 : before)
  })

  it('the tenant is suspended: it waits, and goes on when it is resumed', async () => {
    const before = await resets()
    const asked = await approved()
    const suspend = () => sql(`update tenants set state = 'suspended' where tenant = $1`, world.tenant)
    const resume = () => sql(`update tenants set state = 'active' where tenant = $1`, world.tenant)
    undo.push(resume)
    await expect(asked.execute(beforeCommit(suspend))).rejects.toMatchObject({ code: 'tenant_suspended' })
    await expect(asked.execute()).rejects.toMatchObject({ code: 'tenant_suspended' })
    expect(await resets()).toBe(before)
    await resume()
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
    expect(await resets()).toBe(before + 1)
  })

  it('somebody says no after enough had said yes', async () => {
    const before = await resets()
    const asked = await approved()
    const no = async () => {
      await asked.say(cast.colleague, { verdict: 'reject', actAs: null })
    }
    await expect(asked.execute(beforeCommit(no))).rejects.toMatchObject({ code: 'changed_meanwhile' })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'denied', code: 'approval_rejected' })
    expect(await resets()).toBe(before)
  })
})

describe('what was demanded of people', () => {
  it('is void where more is asked now, and the earlier yes does not count', async () => {
    undo.push(() => world.publish(carelessRules))
    const before = await resets()
    const asked = await approved()
    const first = await asked.approval()
    await world.publish([
      ...carelessRules,
      asks('approval: { by: { role: it-admin }, quorum: 2, within: 1h }'),
    ])
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'needs_approval', step: first.step + 1 })
    const states = await sql('select state, ended_code from approvals where id = $1', first.id)
    expect(states.rows).toEqual([{ state: 'void', ended_code: 'obligations_changed' }])
    await asked.say(cast.admin)
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'needs_approval' })
    await asked.say(cast.colleague)
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
    expect(await resets()).toBe(before + 1)
  })

  it.each([
    ['that asks nobody any more', () => nobodyIsAsked],
    [
      'that asks one instead of two',
      () => [
        ...nobodyIsAsked,
        asks('approval: { by: { role: it-admin }, quorum: 1, within: 24h, otherwise: deny }'),
      ],
    ],
  ])('stays demanded under a policy %s', async (_what, loose) => {
    undo.push(() => world.publish(carelessRules))
    const two = asks('approval: { by: { role: it-admin }, quorum: 2, within: 1h, otherwise: deny }')
    await world.publish([...carelessRules, two])
    const before = await resets()
    const asked = await approved()
    const waiting = await asked.approval()
    expect(await world.publish(loose())).not.toBe(careless)
    expect(await asked.executeToEnd()).toMatchObject({
      kind: 'needs_approval',
      step: waiting.step,
      approval: { id: waiting.id },
    })
    const rules = await sql('select code_rules from proposals where request = $1', asked.request)
    expect(rules.rows[0]).toMatchObject({
      code_rules: [{ code: 'asserted_needs_person' }, { code: 'still_demanded' }],
    })
    expect(await resets()).toBe(before)
    await asked.say(cast.colleague)
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done', step: waiting.step })
    expect(await resets()).toBe(before + 1)
  })

  it('stays demanded where the model asks for the same again in another call', async () => {
    undo.push(() => world.publish(carelessRules))
    const login = nextLogin()
    const wanted = { action, target: oktaUserId(world.company, login) }
    const asked = await gate.ask(login, wanted, wanted)
    const { step } = await asked.decide()
    await world.publish(nobodyIsAsked)
    const before = await resets()
    const second = gate.other(asked, 1)
    expect(await second.executeToEnd()).toMatchObject({ kind: 'needs_approval', step })
    expect(await second.decide()).toMatchObject({ effect: 'require_approval', step })
    expect(await resets()).toBe(before)
  })

  it('a no stays a no, and a time that is over is over, however loose policy is by now', async () => {
    undo.push(() => world.publish(carelessRules))
    const refused = await approved(() => [])
    await refused.say(cast.admin, { verdict: 'reject', actAs: null })
    const late = await approved(() => [])
    await sql(`update approvals set state = 'expired' where request = $1`, late.request)
    await world.publish(nobodyIsAsked)
    const before = await resets()
    expect(await refused.executeToEnd()).toMatchObject({ kind: 'denied', code: 'approval_rejected' })
    expect(await late.executeToEnd()).toMatchObject({ kind: 'denied', code: 'approval_expired' })
    expect(await resets()).toBe(before)
  })
})

describe('an admin’s stop is looked at in the one transaction before the call', () => {
  const stopped = { code: 'writes_stopped' }
  const stop = async (scope: { platform?: string; action?: string } = {}) => {
    const id = newStopId()
    await sql(
      `insert into stops (tenant, id, platform, action, sealed_reason, stopped_by, statement, signature)
       values ($1, $2, $3, $4, '', 'per_x', '{}', '')`,
      world.tenant,
      id,
      scope.platform ?? null,
      scope.action ?? null,
    )
    return id
  }
  const end = (id: string, statement: object, signature: string) =>
    sql(
      `update stops set ended_at = now(), ended_by = 'per_x', end_statement = $2, end_signature = $3 where id = $1`,
      id,
      JSON.stringify(statement),
      signature,
    )
  const resumeOf = (stop: string, change: object = {}) => ({
    type: 'dex/stop/v1',
    tenant: world.tenant,
    stop,
    scope: { platform: null, action: null },
    word: 'resume',
    signer: { person: cast.admin.id, iss: 'https://idp.test', sub: 'x' },
    issuedAt: new Date().toISOString(),
    nonce: '0123456789abcdef',
    keyId: world.signer.keyId,
    ...change,
  })
  const resume = (id: string) => {
    const statement = resumeOf(id)
    return end(id, statement, world.signer.sign(statement))
  }

  it('between the last check and the commit, and only what it names', async () => {
    const asked = await approved()
    const before = await resets()
    const other = await stop({ action: 'okta.user.suspend' })
    const elsewhere = await stop({ platform: 'google' })
    let id = ''
    const deps = beforeCommit(async () => {
      id = await stop({ platform: 'okta' })
    })
    await expect(asked.execute(deps)).rejects.toMatchObject(stopped)
    await expect(asked.execute()).rejects.toMatchObject(stopped)
    expect([await resets(), await ledgerOf(asked)]).toEqual([before, []])
    const { rows } = await sql('select status_code from requests where id = $1', asked.request)
    expect(rows).toEqual([{ status_code: 'writes_stopped' }])
    await resume(id)
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
    expect(await resets()).toBe(before + 1)
    await resume(other)
    await resume(elsewhere)
  })

  it('is over by a signed word for exactly this stop, and by nothing that a row says', async () => {
    const asked = await approved()
    const [id, another] = [await stop(), await stop()]
    const ofAnother = resumeOf(another)
    const ends: [object, string][] = [
      [{}, ''],
      [resumeOf(id), 'A'.repeat(86)],
      [ofAnother, world.signer.sign(ofAnother)],
      ...[{ word: 'stop' }, { tenant: 'tother' }].map((change): [object, string] => {
        const statement = resumeOf(id, change)
        return [statement, world.signer.sign(statement)]
      }),
    ]
    await resume(another)
    for (const [statement, signature] of ends) {
      await end(id, statement, signature)
      await expect(asked.execute()).rejects.toMatchObject(stopped)
    }
    await resume(id)
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
  })
})
