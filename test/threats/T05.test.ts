import { generateKeyPairSync, sign as signRaw } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Digest, RequestId } from '#contract/ids.ts'
import { newDecisionId, newPersonId, newRequestId } from '#contract/new-id.ts'
import { messageNames, thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { DecisionStatement, SignedDecision } from '#contract/statement.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import type { WaitingApproval } from '#store/approvals.ts'
import type { Database } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import { signedBytes } from '#vault/verifying.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import {
  decide,
  openTicket,
  rowOf,
  sign,
  statementOf,
  waitForApproval,
  waitForStatus,
} from '../support/door.ts'
import { resetsOf } from '../support/platform.ts'
import { type Asked, openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import { type World } from '../support/world.ts'
import { carelessRules } from '../worst-model/rules.ts'

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }
let approval: WaitingApproval
let workflowId: string

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
  const opened = await openTicket(world, api, lostPhone(employees(world)[0] ?? ''))
  workflowId = opened.workflowId
  approval = await waitForApproval(world, api, opened.request)
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

const target = () => oktaUserId(world.company, employees(world)[0] ?? '')
const handle = () => world.temporal.workflow.getHandle(workflowId)

/** The code that an Update is refused with, by the validator or by `checkApproval`. */
async function refusal(signed: SignedDecision): Promise<string> {
  try {
    const answer = await handle().executeUpdate<{ accepted: boolean; code: string }, [SignedDecision]>(
      messageNames.decideApproval,
      { args: [signed] },
    )
    return answer.accepted ? 'accepted' : answer.code
  } catch (error) {
    const cause = (error as { cause?: { type?: string } }).cause
    return cause?.type ?? String(error)
  }
}

/** As if api's database role were in the attacker's hands: the row stands, whatever it says. */
async function withRow(signed: SignedDecision): Promise<SignedDecision> {
  await api.transaction(world.tenant, (tx) =>
    insertDecision(world.tenant, tx, { id: newDecisionId(), approval: approval.id, signed }),
  )
  return signed
}

function foreignSignature(statement: DecisionStatement): SignedDecision {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { statement, signature: signRaw(null, signedBytes(statement), privateKey).toString('base64url') }
}

/** How many Signals the workflow refused, and what the log says that the gate refused. */
async function seen(): Promise<{ signals: number; logged: string[] }> {
  const { refusedSignals } = await handle().query<{ refusedSignals: number }>(messageNames.progress)
  const { rows } = await world.admin.query<{ code: string }>(
    `select entry::json->>'code' as code from activity_log where entry like $1 and entry like '%"approval.refused"%' order by seq`,
    [`%${approval.request}%`],
  )
  return { signals: refusedSignals, logged: rows.map((row) => row.code) }
}

const yes = (change: Partial<DecisionStatement> = {}) => statementOf(world, approval, cast.admin, change)

describe('a yes that was not given here', () => {
  const foreign = async (): Promise<DecisionStatement['approver']> => {
    const tenant = 'umbrella'
    const person = newPersonId()
    await world.admin.query(`insert into tenants (tenant) values ($1) on conflict do nothing`, [tenant])
    await world.admin.query(
      `insert into people (tenant, id, issuer, subject, email_lookup, sealed, roles) values ($1, $2, 'https://idp.test', $2, '', '', '{admin,approver}')`,
      [tenant, person],
    )
    return { person, iss: 'https://idp.test', sub: person }
  }
  const stored = (change: Partial<DecisionStatement>) => withRow(sign(world, yes(change)))
  /** A yes that was heard, on another request, which it carried out. */
  const heard = async (): Promise<SignedDecision> => {
    const { request } = await openTicket(world, api, lostPhone(employees(world)[1] ?? ''))
    const before = await waitForApproval(world, api, request)
    await decide(world, api, before, cast.colleague)
    await waitForStatus(world, api, request, 'resolved')
    const { rows } = await world.admin.query<SignedDecision>(
      'select statement, signature from decisions where request = $1',
      [request],
    )
    if (!rows[0]) throw new Error('nothing was said')
    return rows[0]
  }

  // Each the other's only door: an Update answers, a Signal is for integrations.
  it.each<[string, () => Promise<SignedDecision>, string]>([
    ['without a signature', async () => ({ statement: yes(), signature: '' }), 'statement_malformed'],
    [
      'with nothing for a signature',
      async () => withRow({ statement: yes(), signature: Buffer.alloc(64).toString('base64url') }),
      'statement_unsigned',
    ],
    ['signed with another key', async () => withRow(foreignSignature(yes())), 'statement_unsigned'],
    ['without a row of ours, however well signed', async () => sign(world, yes()), 'statement_unknown'],
    [
      'for another action',
      () => stored({ actionHash: `sha256:${'ab'.repeat(32)}` as Digest }),
      'statement_mismatch',
    ],
    ['for another request', async () => sign(world, yes({ request: newRequestId() })), 'statement_mismatch'],
    [
      'for another tenant',
      () => stored({ tenant: 'umbrella' as DecisionStatement['tenant'] }),
      'statement_mismatch',
    ],
    ['that was heard before, elsewhere', heard, 'statement_mismatch'],
    [
      'that was heard before, made out to this request',
      async () => {
        const { statement, signature } = await heard()
        return { statement: { ...statement, request: approval.request as RequestId }, signature }
      },
      'statement_unknown',
    ],
    [
      'that expired',
      () => stored({ expiresAt: new Date(Date.now() - 1_000).toISOString() }),
      'statement_expired',
    ],
    [
      'by an approver of another tenant',
      async () => stored({ approver: await foreign() }),
      'approver_not_entitled',
    ],
    [
      'on other obligations',
      () => stored({ obligations: `sha256:${'ab'.repeat(32)}` as Digest }),
      'statement_mismatch',
    ],
    ['with no proof of identity', () => stored({ proof: null }), 'proof_required'],
    [
      'to run as nobody',
      () => stored({ actAs: { person: cast.admin.id, connection: 'con_nobody' } }),
      'connection_required',
    ],
    [
      'to run on the investigating delegation',
      () =>
        stored({ actAs: { person: cast.owner.id, connection: cast.owner.connections.investigate ?? '' } }),
      'connection_required',
    ],
  ])('%s is refused, by Update and by Signal, and seen', async (_what, forged, code) => {
    const signed = await forged()
    const before = await seen()
    expect(await refusal(signed)).toBe(code)
    await handle().signal(messageNames.decideApproval, signed)
    await expect.poll(async () => (await seen()).signals, { timeout: 15_000 }).toBe(before.signals + 1)
    // What the validator turns away never reaches the gate: its sender is told, the workflow counts it.
    const atTheGate = !['statement_malformed'].includes(code) && signed.statement.request === approval.request
    await expect
      .poll(async () => (await seen()).logged.slice(before.logged.length), { timeout: 15_000 })
      .toEqual(atTheGate ? [code, code] : [])
    expect((await rowOf(world, api, approval.request as RequestId)).status).toBe('waiting_approval')
  })

  it('a step that is over takes no other word', async () => {
    expect(await refusal(sign(world, yes({ step: 1, verdict: 'instruct' })))).toBe('statement_mismatch')
  })

  it('by somebody whom the directory does not call an IT administrator is refused', async () => {
    const person = await world.addPerson(employees(world)[5] ?? '', ['admin'])
    const actAs = { person: cast.admin.id, connection: cast.admin.connections.admin ?? '' }
    expect(await refusal(await withRow(sign(world, statementOf(world, approval, person, { actAs }))))).toBe(
      'approver_not_entitled',
    )
  })

  it('of the wrong shape or size is refused before it reaches an activity', async () => {
    expect(await refusal({ statement: 'approve', signature: 'x' } as unknown as SignedDecision)).toBe(
      'statement_malformed',
    )
    expect(await refusal(sign(world, yes({ nonce: 'x'.repeat(60), comment: 'y'.repeat(20_000) })))).toBe(
      'statement_malformed',
    )
  })

  it('sent as a flood of signals is ignored after twenty, and the wait is intact', async () => {
    for (let index = 0; index < 25; index += 1)
      await handle().signal(messageNames.decideApproval, foreignSignature(yes()))
    await expect
      .poll(
        async () => (await handle().query<{ refusedSignals: number }>(messageNames.progress)).refusedSignals,
        { timeout: 15_000 },
      )
      .toBe(20)
    expect((await resetsOf(world)).filter((each) => each.path.includes(target()))).toEqual([])
    expect((await rowOf(world, api, approval.request as RequestId)).status).toBe('waiting_approval')
  })

  it('leaves a real one its effect', async () => {
    expect(await decide(world, api, approval, cast.colleague)).toEqual({ accepted: true, code: 'ok' })
    await waitForStatus(world, api, approval.request as RequestId, 'resolved')
    const resets = (await resetsOf(world)).filter((each) => each.path.includes(target()))
    expect(resets.map((each) => each.actor)).toEqual([cast.colleague.email])
  })
})

describe('whoever was refused', () => {
  const stepUp = {
    path: 'step-up.yaml',
    text: `apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules:\n  - { id: fresh, effect: require, actions: ["okta.user.clear_sessions"], because: the test says so, obligations: { approval: { by: { role: it-admin } }, step_up: { maxAge: 5m } } }\n`,
  }
  let gate: TestGate
  beforeAll(async () => {
    await world.publish([...carelessRules, stepUp])
    gate = await openGate(world)
  })
  afterAll(() => gate.close())

  const ask = async (index: number): Promise<Asked> => {
    const login = employees(world)[index] ?? ''
    const asked = await gate.ask(login, {
      action: 'okta.user.clear_sessions',
      target: oktaUserId(world.company, login),
    })
    await asked.decide()
    return asked
  }
  const fresh = async (asked: Asked): Promise<Partial<DecisionStatement>> => ({
    stepUp: {
      acr: 'urn:fresh',
      auth_time: Math.floor(Date.now() / 1_000),
      nonce: (await asked.approval()).subject_hash as Digest,
    },
  })

  it('decides again, is heard once, and what was refused stays refused', async () => {
    const asked = await ask(8)
    const stale = await asked.write(cast.admin)
    await expect(asked.write(cast.admin)).rejects.toMatchObject({ code: 'already_decided' })
    expect(await asked.check(stale)).toMatchObject({ accepted: false, code: 'step_up_required' })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'needs_approval' })
    expect(await asked.say(cast.admin, await fresh(asked))).toMatchObject({ accepted: true })
    expect(await asked.check(stale)).toMatchObject({ accepted: false, code: 'step_up_required' })
    await expect(asked.write(cast.admin)).rejects.toMatchObject({ code: 'already_decided' })
    await expect(asked.write(cast.admin, { verdict: 'reject', actAs: null })).rejects.toMatchObject({
      code: 'already_decided',
    })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
  })

  it('is refused for good after ten tries, and others still decide', async () => {
    const asked = await ask(9)
    for (let tries = 0; tries < 10; tries += 1) await asked.say(cast.admin)
    await expect(asked.write(cast.admin)).rejects.toMatchObject({ code: 'already_decided' })
    expect(await asked.say(cast.colleague, await fresh(asked))).toMatchObject({ accepted: true })
  })

  it('with api’s own database role, no second row of one person is taken', async () => {
    const asked = await ask(10)
    const signed = await asked.write(cast.admin, await fresh(asked))
    const { statement, signature } = sign(world, { ...signed.statement, nonce: 'n'.repeat(24) })
    const insert = (attempt: number) =>
      api.transaction(world.tenant, (tx) =>
        tx
          .insertInto('decisions')
          .values({
            tenant: world.tenant,
            id: newDecisionId(),
            approval: null,
            request: asked.request,
            step: statement.step,
            approver: statement.approver.person,
            verdict: 'approve',
            statement: JSON.stringify(statement),
            signature,
            attempt,
          })
          .execute(),
      )
    for (const attempt of [1, 2]) await expect(insert(attempt)).rejects.toThrow(/decided_once/)
    await asked.check(signed)
    for (const attempt of [1, 2]) await expect(insert(attempt)).rejects.toThrow(/decided_once/)
  })

  it('by a statement that only borrows their signature has lost nothing', async () => {
    const asked = await ask(11)
    const real = await asked.write(cast.admin, await fresh(asked))
    const borrowed = { ...real, statement: { ...real.statement, nonce: 'm'.repeat(24) } }
    expect(await asked.check(borrowed)).toMatchObject({ accepted: false, code: 'statement_mismatch' })
    expect(await asked.check(real)).toMatchObject({ accepted: true })
  })
})

describe('a workflow that no door opened', () => {
  it.each<[string, () => string]>([
    ['a request that does not exist', () => newRequestId()],
    ['a request of another workflow', () => approval.request],
  ])('with %s as its argument changes nothing', async (_what, request) => {
    const id = `${world.tenant}/desk/forged-${request()}`
    const input = { request: request(), timing: { thinkMs: 2_000, gateMs: 2_000, escalatedMs: 100 } }
    const forged = await world.temporal.workflow.start(workflowTypes.request, {
      workflowId: id,
      taskQueue: thinkQueue(world.tenant),
      args: [input],
    })
    const before = await resetsOf(world)
    await expect(forged.result()).rejects.toThrow()
    expect(await resetsOf(world)).toEqual(before)
  })
})
