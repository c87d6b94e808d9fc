import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { endInWords } from '#contract/approval-end.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type Cast, createCast, employees } from '../support/cast.ts'
import { type Asked, openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import { editPlatform, resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'
import { carelessRules } from '../worst-model/rules.ts'

/** What somebody said yes to, and what is so no more when the gate comes to it: it does not run, and the record says why. */
let world: World
let gate: TestGate
let cast: Cast

const action = 'okta.user.reset_factors'
const denies = {
  path: 'closed.yaml',
  text: `apiVersion: dex/v1\nkind: Policy\nlayer: runtime\nrules:\n  - { id: closed, effect: deny, actions: ["${action}"] }\n`,
}

beforeAll(async () => {
  world = await createWorld({ files: carelessRules })
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

const sql = async (text: string, ...values: unknown[]) =>
  (await world.admin.query<Record<string, unknown>>(text, values)).rows

let used = 0
/** Asked, decided and said yes to by an IT administrator. */
async function approved(): Promise<{ asked: Asked; target: string }> {
  const login = employees(world)[(used += 1)] ?? ''
  const target = oktaUserId(world.company, login)
  const asked = await gate.ask(login, { action, target })
  expect(await asked.decide()).toMatchObject({ effect: 'require_approval' })
  expect(await asked.say(cast.admin)).toMatchObject({ accepted: true })
  return { asked, target }
}

/** Of the activity log: how the request's approvals and decisions ended. */
const onRecord = async ({ request }: Asked): Promise<Record<string, unknown>[]> =>
  (await sql('select entry from activity_log where request = $1 order by seq', request)).map(
    (row) => JSON.parse(String(row['entry'])) as Record<string, unknown>,
  )

const setPerson = (state: string) => sql('update people set state = $1 where id = $2', state, cast.admin.id)
const setConnection = (state: string) =>
  sql('update connections set state = $1 where id = $2', state, cast.admin.connections.admin)
const setTenant = (state: string) =>
  sql('update tenants set state = $1 where tenant = $2', state, world.tenant)
const setUser = (id: string, set: Record<string, unknown>) =>
  editPlatform(world.okta.url, { in: 'directory.users', id, set })

describe('between approval and execution', () => {
  /** How the approval page tells of it. */
  const ended = async (id: string): Promise<unknown> => {
    const [row] = await sql('select state, ended_code from approvals where id = $1', id)
    return [row?.['state'], endInWords(String(row?.['ended_code']))]
  }

  it('policy is tightened: denied, with the layer and the rule that say so', async () => {
    const { asked } = await approved()
    const { id } = await asked.approval()
    await world.publish([...carelessRules, denies])
    undo.push(() => world.publish(carelessRules))
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'denied', code: 'policy_denied' })
    expect((await onRecord(asked)).at(-1)).toMatchObject({
      kind: 'decision',
      code: 'deny',
      decision: { decidedBy: { layer: 'runtime', rule: 'closed' } },
    })
    expect(await ended(id)).toEqual(['void', 'policy denies it by now'])
  })

  it('the target becomes an administrator: denied by the ceiling, which names the account that may not', async () => {
    const { asked, target } = await approved()
    const { id } = await asked.approval()
    await setUser(target, { roles: ['HELP_DESK_ADMIN'] })
    undo.push(() => setUser(target, { roles: [] }))
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'denied', code: 'privilege_ceiling' })
    expect((await onRecord(asked)).at(-1)).toMatchObject({
      kind: 'decision',
      codeRules: expect.arrayContaining([
        { code: 'privilege_ceiling', effect: 'deny', by: `okta:${cast.admin.oktaId}` },
      ]) as object,
    })
    expect(await ended(id)).toEqual(['void', expect.stringContaining('holds admin rights by now')])
  })

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>, string, string]>([
    [
      'the approver is disabled here',
      () => setPerson('disabled'),
      () => setPerson('active'),
      'connection',
      'not connected any more',
    ],
    [
      'the approver is suspended in the directory',
      () => setUser(cast.admin.oktaId, { status: 'SUSPENDED' }),
      () => setUser(cast.admin.oktaId, { status: 'ACTIVE' }),
      'approver',
      'may not approve any more',
    ],
    [
      'the connection is revoked',
      () => setConnection('revoked'),
      () => setConnection('active'),
      'connection',
      'not connected any more',
    ],
  ])(
    '%s: every yes is void, it is asked anew, and the record says what changed',
    async (_what, change, back, changed, why) => {
      const { asked } = await approved()
      const first = await asked.approval()
      await change()
      undo.push(back)
      expect(await asked.executeToEnd()).toMatchObject({ kind: 'needs_approval', step: first.step + 1 })
      expect(await sql('select state from approvals where id = $1', first.id)).toEqual([{ state: 'void' }])
      expect((await asked.approval()).act_as).toBeNull()
      const closed = (await onRecord(asked)).filter((each) => each['kind'] === 'approval.closed')
      expect(closed).toMatchObject([{ code: 'approval_void', approval: first.id, detail: { changed } }])
      expect(await ended(first.id)).toEqual(['void', expect.stringContaining(why)])
    },
  )

  it('the tenant is suspended: nothing runs, and nothing is decided about it until it is resumed', async () => {
    const { asked } = await approved()
    const before = await onRecord(asked)
    await setTenant('suspended')
    undo.push(() => setTenant('active'))
    await expect(asked.execute()).rejects.toMatchObject({ code: 'tenant_suspended' })
    await expect(asked.decide()).rejects.toMatchObject({ code: 'tenant_suspended' })
    expect(await onRecord(asked)).toEqual(before)
  })

  it('and in none of these did anything change at the platform', async () => {
    expect(await resetsOf(world)).toEqual([])
  })
})

describe('an attempt that was stopped', () => {
  it('between what it wrote down and its call begins no call when it wakes past its time', async () => {
    const { asked, target } = await approved()
    const { clock, delegation, timing } = gate.deps
    let stoppedMs = 0
    const woken = {
      ...gate.deps,
      clock: () => clock() + stoppedMs,
      delegation: {
        ...delegation,
        borrow: async (...given: Parameters<typeof delegation.borrow>) => {
          const credential = await delegation.borrow(...given)
          if (given[2].write) stoppedMs = timing.callMs
          return credential
        },
      },
    }
    await expect(asked.execute(woken)).rejects.toMatchObject({ code: 'platform_timeout' })
    expect(stoppedMs).toBeGreaterThan(0)
    expect((await resetsOf(world)).filter((each) => each.path.includes(target))).toEqual([])
  })
})

describe('a workflow that is started again, or reset to before people spoke', () => {
  it('asks nobody again for what was done, and does it no second time', async () => {
    const { asked, target } = await approved()
    const done = await asked.executeToEnd()
    expect(done).toMatchObject({ kind: 'done' })
    expect(await asked.decide()).toMatchObject({ effect: 'permit', approval: null })
    await expect(asked.approval()).rejects.toThrow('nobody is asked')
    expect(await asked.executeToEnd()).toEqual(done)
    expect((await resetsOf(world)).filter((each) => each.path.includes(target))).toHaveLength(1)
  })

  it('waits for no yes that was said already, and runs on it', async () => {
    const { asked, target } = await approved()
    expect(await asked.decide()).toMatchObject({ effect: 'permit', approval: null })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
    expect((await resetsOf(world)).filter((each) => each.path.includes(target))).toHaveLength(1)
  })

  it('hears of a no that was said already', async () => {
    const login = employees(world)[(used += 1)] ?? ''
    const asked = await gate.ask(login, { action, target: oktaUserId(world.company, login) })
    expect(await asked.decide()).toMatchObject({ effect: 'require_approval' })
    await asked.say(cast.admin, { verdict: 'reject' })
    expect(await asked.decide()).toMatchObject({ approval: null })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'denied' })
  })
})
