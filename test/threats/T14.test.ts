import { generateKeyPairSync, randomBytes, sign as signRaw } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DexError } from '#contract/error.ts'
import { messageNames, type StatementAnswer, thinkQueue, workflowTypes } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import type { DecisionStatement, SignedDecision } from '#contract/statement.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import type { Problem } from '#policy/problem.ts'
import { uniteBundles } from '#policy/unite.ts'
import { putInForceOf } from '#store/bundles.ts'
import { insertDecision } from '#store/decisions.ts'
import { signedBytes } from '#vault/verifying.ts'
import type { Doc } from '../policy/support.ts'
import { allowAll, bundleOf, docText, input, testCatalog } from '../policy/support.ts'
import { type Answer, createOffice, type Office } from '../support/publishing.ts'
import { sandboxFiles } from '../support/world.ts'

/** T14 whose bundle: a tenant writes a global layer or another tenant's scope. */
const rule = (id: string, effect = 'allow') => ({ id, effect, actions: ['*'] })
/** Text that guides the model and permits nothing. */
const runbook = {
  path: 'guide.md',
  text: '---\nid: own-guide\ntitle: How we do it\n---\nAlways call back first.\n',
}
const own = (id: string | null, ...docs: Doc[]) =>
  loadBundle(
    {
      operator: [],
      tenant: { id, files: docs.map((doc, at) => ({ path: `own-${at}.yaml`, text: docText(doc) })) },
    },
    testCatalog,
  )
const codes = (run: () => unknown): string[] => {
  try {
    run()
  } catch (error) {
    if (error instanceof DexError) return (error.extra.problems as Problem[]).map(({ code }) => code)
    throw error
  }
  return []
}

describe('a tenant’s own bundle', () => {
  test('has no global layer and no other tenant’s scope', () => {
    expect(codes(() => own('acme', { layer: 'global', rules: [rule('x')] }))).toEqual(['tenant_global'])
    expect(
      codes(() => own('acme', { layer: 'tenant', scope: { tenant: 'beta' }, rules: [rule('x')] })),
    ).toEqual(['tenant_scope'])
    expect(
      codes(() => own('acme', { layer: 'tenant', scope: { tenant: 'acme' }, rules: [rule('x')] })),
    ).toEqual([])
  })

  test('where the tenant is not known, names one at most', () => {
    const docs = [
      { layer: 'tenant', scope: { tenant: 'acme' }, rules: [rule('x')] },
      { layer: 'tenant', scope: { tenant: 'beta' }, rules: [rule('y')] },
    ]
    expect(codes(() => own(null, ...docs))).toEqual(['tenant_scope'])
    expect(codes(() => own(null, ...docs.slice(0, 1)))).toEqual([])
  })

  test('cannot take over a rule of the operator by its id', () => {
    const tenant = own('acme', { layer: 'action', rules: [rule('allow-action', 'deny')] })
    expect(codes(() => uniteBundles(bundleOf(allowAll()), tenant))).toEqual(['rule_duplicate'])
  })

  test('cannot pass for the operator’s', () => {
    const operator = bundleOf(allowAll())
    expect(codes(() => uniteBundles(operator, { ...operator, rules: [] }))).toEqual(['bundle_owner'])
  })

  test('is in force for that tenant alone, and cannot permit what the operator’s global layer does not', () => {
    const tenant = own('acme', { layer: 'action', rules: [rule('mine', 'deny')] })
    const decide = createDecider(uniteBundles(bundleOf(allowAll()), tenant), { catalog: testCatalog })
    expect(decide(input()).decidedBy?.rule).toBe('mine')
    expect(decide(input({ tenant: 'beta' })).effect).toBe('permit')
    const generous = own(
      'acme',
      ...['tenant', 'target', 'department', 'action', 'runtime'].map((layer) => ({
        layer,
        rules: [rule(`own-${layer}`)],
      })),
    )
    const united = uniteBundles(bundleOf(allowAll('global')), generous)
    expect(createDecider(united, { catalog: testCatalog })(input()).decidedBy).toEqual({
      layer: 'global',
      rule: null,
      reason: 'no_match',
    })
  })

  test('the digest covers both, and whose is whose', () => {
    const operator = bundleOf(allowAll('action'))
    const tenant = own('acme', { layer: 'action', rules: [rule('x')] })
    const changed = own('acme', { layer: 'action', rules: [rule('x', 'deny')] })
    const digests = [
      operator.digest,
      uniteBundles(operator, tenant).digest,
      uniteBundles(operator, changed).digest,
    ]
    expect(new Set(digests).size).toBe(3)
    const asOperator = bundleOf([...allowAll('action'), { layer: 'action', rules: [rule('x')] }])
    expect(uniteBundles(operator, tenant).digest).not.toBe(asOperator.digest)
    expect(uniteBundles(operator, null)).toBe(operator)
  })
})

describe('who puts it in force', () => {
  let office: Office
  let asked: Answer
  let approval: { id: string; hash: string; obligations: string; bundle: string }
  beforeAll(async () => {
    office = await createOffice()
    asked = await office.publish(office.author, { files: office.own('deny', 'okta.user.suspend') })
    const [row] = await office.api.rows<{ id: string; digest: string; bundle: string }>(
      'select id, obligations_digest as digest, bundle from approvals where request = $1',
      [asked.publication],
    )
    approval = {
      id: row?.id ?? '',
      hash: asked.digest,
      obligations: row?.digest ?? '',
      bundle: row?.bundle ?? '',
    }
  }, 120_000)
  afterAll(() => office.close())

  /** What api would sign for this person's yes, but for what is changed. */
  const statement = (person: string, change: Partial<DecisionStatement> = {}): DecisionStatement => ({
    type: 'dex/decision/v1',
    tenant: office.api.world.tenant,
    request: asked.publication,
    step: 1,
    actionHash: approval.hash as DecisionStatement['actionHash'],
    actAs: null,
    verdict: 'approve',
    approver: { person, iss: 'https://idp.test', sub: person },
    onBehalfOf: null,
    stepUp: null,
    obligations: approval.obligations as DecisionStatement['obligations'],
    bundle: approval.bundle as DecisionStatement['bundle'],
    proof: null,
    comment: null,
    issuedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    nonce: randomBytes(16).toString('hex'),
    keyId: office.api.world.signer.keyId,
    ...change,
  })
  const signed = (of: DecisionStatement): SignedDecision => ({
    statement: of,
    signature: office.api.world.signer.sign(of),
  })
  const store = async (of: SignedDecision) => {
    const { world, deps } = office.api
    await deps.database.transaction(world.tenant, (tx) =>
      insertDecision(world.tenant, tx, { id: newDecisionId(), approval: approval.id, signed: of }),
    )
  }
  const send = (of: SignedDecision): Promise<StatementAnswer> =>
    office.api.world.temporal.workflow
      .getHandle(asked.publication)
      .executeUpdate(messageNames.decideApproval, { args: [of] })
  const stays = async () => {
    expect(await office.inForce()).toBeNull()
    const [row] = await office.api.rows<{ state: string }>('select state from publications where id = $1', [
      asked.publication,
    ])
    expect(row?.state).toBe('waiting')
  }

  test('the author cannot, in api nor with a statement that api’s own key signed', async () => {
    const { author } = office
    expect(await office.decide(author, approval.id, 'approve')).toMatchObject({
      status: 403,
      code: 'approver_excluded',
    })
    const own = signed(statement(author.person))
    await store(own)
    expect(await send(own)).toEqual({ accepted: false, code: 'approver_excluded' })
    await stays()
  })

  test('nobody can with raw access to Temporal: no row, another key, another binding, another’s entitlement', async () => {
    const { second, stranger } = office
    const yes = statement(second.person)
    expect(await send(signed(yes))).toEqual({ accepted: false, code: 'statement_unknown' })
    const { privateKey } = generateKeyPairSync('ed25519')
    const forged = {
      statement: yes,
      signature: signRaw(null, signedBytes(yes), privateKey).toString('base64url'),
    }
    expect(await send(forged)).toEqual({ accepted: false, code: 'statement_unknown' })
    await office.api.world.temporal.workflow
      .getHandle(asked.publication)
      .signal(messageNames.decideApproval, forged)
    const notEntitled = signed(statement(stranger.person))
    await store(notEntitled)
    expect(await send(notEntitled)).toEqual({ accepted: false, code: 'approver_not_entitled' })
    await stays()
  })

  test.each([
    ['another digest', { actionHash: `sha256:${'1'.repeat(64)}` as DecisionStatement['actionHash'] }],
    ['another union', { bundle: `sha256:${'2'.repeat(64)}` as DecisionStatement['bundle'] }],
    ['other obligations', { obligations: `sha256:${'3'.repeat(64)}` as DecisionStatement['obligations'] }],
    ['a person to act as', { actAs: { person: 'x', connection: 'y' } }],
    ['another publication', { request: 'other/bundle/x/1' }],
    ['another step', { step: 2 }],
  ] as const)('a yes bound to %s is none', async (_what, change) => {
    const { rows, world } = office.api
    const of = statement(`per_${'x'.repeat(24)}`, change)
    const wrong = signed(of)
    await rows(
      `insert into decisions (tenant, id, approval, request, step, approver, verdict, statement, signature) values ($1, $2, $3, $4, $5, $6, 'approve', $7, $8)`,
      [
        world.tenant,
        newDecisionId(),
        approval.id,
        asked.publication,
        of.step,
        newDecisionId(),
        JSON.stringify(of),
        wrong.signature,
      ],
    )
    const code = await send(wrong).then(
      (answer) => answer.code,
      (error: unknown) => (error as { cause?: { type?: string } }).cause?.type,
    )
    expect(code).toBe('statement_mismatch')
    await stays()
  })

  test('a publishing workflow that nobody asked for ends at the gate', async () => {
    const { world } = office.api
    const handle = await world.temporal.workflow.start(workflowTypes.publish, {
      workflowId: `${world.tenant}/bundle/${asked.digest}/99`,
      taskQueue: thinkQueue(world.tenant),
      args: [{ gateMs: 10_000 }],
    })
    await expect(handle.result()).rejects.toThrow()
    await stays()
  })

  test('api’s database user cannot, and what it writes without api’s key is refused by the gate', async () => {
    const { world, deps, rows } = office.api
    const { tenant } = world
    await expect(
      deps.database.transaction(tenant, (tx) =>
        putInForceOf.tenant(tenant, tx, { from: null, to: asked.digest }),
      ),
    ).rejects.toThrow(/permission denied/)
    await expect(
      deps.database.transaction(tenant, (tx) =>
        tx.updateTable('publications').set({ state: 'published' }).where('tenant', '=', tenant).execute(),
      ),
    ).rejects.toThrow(/permission denied/)
    const id = `${tenant}/bundle/${asked.digest}/7`
    const [row] = await rows<{ statement: object; signature: string }>(
      'select statement, signature from publications where id = $1',
      [asked.publication],
    )
    const change = { ...row?.statement, publication: id, loosens: false }
    await rows(
      `insert into publications (tenant, id, digest, owner, ordinal, kind, author, reason, base_operator, united, loosens, review, statement, signature)
       select tenant, $1, digest, owner, 7, kind, author, reason, base_operator, united, false, review, $2, signature from publications where id = $3`,
      [id, JSON.stringify(change), asked.publication],
    )
    const handle = await world.temporal.workflow.start(workflowTypes.publish, {
      workflowId: id,
      taskQueue: thinkQueue(tenant),
      args: [{ gateMs: 10_000 }],
    })
    expect(await handle.result()).toEqual({ kind: 'closed', code: 'statement_unsigned' })
    expect(await office.settled(id)).toEqual({ state: 'refused', code: 'statement_unsigned' })
    await stays()
  })

  test('the operator’s bundle changes meanwhile: what people say to the old union is void', async () => {
    const { world } = office.api
    const more = {
      path: 'more.yaml',
      text: 'apiVersion: dex/v1\nkind: Policy\nlayer: runtime\nrules:\n  - { id: more, effect: deny, actions: ["okta.user.unlock"] }\n',
    }
    await world.publish([...(await sandboxFiles()), more])
    expect(await office.decide(office.second, approval.id, 'approve')).toMatchObject({ status: 200 })
    expect(await office.settled(asked.publication)).toEqual({ state: 'void', code: 'changed_meanwhile' })
    expect(await office.inForce()).toBeNull()
  }, 60_000)
})

describe('the operator’s bundle', () => {
  let office: Office
  beforeAll(async () => {
    office = await createOffice()
  }, 120_000)
  afterAll(() => office.close())

  const more = {
    path: 'more.yaml',
    text: 'apiVersion: dex/v1\nkind: Policy\nlayer: runtime\nrules:\n  - { id: more, effect: deny, actions: ["okta.user.unlock"] }\n',
  }
  const operatorInForce = async () =>
    (await office.api.rows<{ digest: string }>('select digest from operator_bundle_in_force'))[0]?.digest

  test('needs a second person too, who is not its author; api’s database user cannot put it in force', async () => {
    const { api, second, stranger: operator } = office
    const before = await operatorInForce()
    const rules = (await sandboxFiles()).filter(({ path }) => !path.endsWith('.test.yaml'))
    const files = [...rules, more]
    expect(await office.publish(office.author, { kind: 'operator', files })).toMatchObject({ status: 403 })
    const asked = await office.publish(operator, { kind: 'operator', files })
    expect(asked).toMatchObject({ status: 202, state: 'waiting', change: { loosens: false } })
    await expect(
      api.deps.database.transaction(api.world.tenant, (tx) =>
        putInForceOf.operator(api.world.tenant, tx, { from: before ?? null, to: asked.digest }),
      ),
    ).rejects.toThrow(/permission denied/)
    const approval = asked.approval?.id ?? ''
    expect(await office.decide(operator, approval, 'approve')).toMatchObject({ status: 403 })
    expect(await operatorInForce()).toBe(before)
    expect((await office.show(second, approval)).sentence).toMatch(/the policy bundle of all tenants/)
    expect(await office.decide(second, approval, 'approve')).toMatchObject({ status: 200 })
    expect(await office.settled(asked.publication)).toMatchObject({ state: 'published' })
    expect(await operatorInForce()).toBe(asked.digest)
    expect(await office.log('bundle.published')).toMatchObject([
      { by: { person: operator.person }, code: 'approved', detail: { owner: 'operator', before } },
    ])
    // Back to the older one: a change like any other.
    const back = await office.publish(operator, { kind: 'operator', digest: before })
    expect(back).toMatchObject({ status: 202, state: 'waiting', change: { loosens: true } })
    expect(await operatorInForce()).toBe(asked.digest)
  }, 120_000)

  test('where it does not say otherwise, a change of runbooks alone waits for the second person, who reads every word', async () => {
    const files = [...office.own('deny', 'okta.user.suspend'), runbook]
    const asked = await office.publish(office.author, { files })
    expect(asked).toMatchObject({ status: 202, state: 'waiting', change: { loosens: false } })
    const approval = asked.approval?.id ?? ''
    expect(await office.decide(office.author, approval, 'approve')).toMatchObject({ status: 403 })
    expect(asked.change.review).toContain('- `own-guide`: How we do it\n\n      Always call back first.')
    expect(await office.inForce()).toBeNull()
  }, 60_000)

  test('is nobody’s to change but the tenant’s that runs the installation, whatever api signed', async () => {
    const { world } = office.api
    const [row] = await office.api.rows<{ id: string }>(
      `select id from publications where state = 'waiting' and owner = 'operator'`,
    )
    await world.admin.query(`insert into tenants (tenant) values ('another')`)
    const [approval] = await office.api.rows<{ id: string }>('select id from approvals where request = $1', [
      row?.id,
    ])
    const before = await operatorInForce()
    await office.decide(office.second, approval?.id ?? '', 'approve')
    expect((await office.log('approval.refused')).at(-1)).toMatchObject({
      request: row?.id,
      code: 'statement_mismatch',
    })
    expect(await operatorInForce()).toBe(before)
  }, 60_000)
})

describe('where the operator’s bundle spares the second person for what loosens nothing', () => {
  let office: Office
  const spared = {
    path: 'publishing.yaml',
    text: 'apiVersion: dex/v1\nkind: Publishing\nsecondPerson: loosening\n',
  }
  beforeAll(async () => {
    office = await createOffice({ DEX_PUBLISH_WITHIN: '4s' })
  }, 120_000)
  afterAll(() => office.close())

  test('to say so is itself a loosening, and a tenant cannot', async () => {
    const files = [...(await sandboxFiles()), spared]
    const asked = await office.publish(office.stranger, { kind: 'operator', files })
    expect(asked).toMatchObject({ status: 202, state: 'waiting', change: { loosens: true, changes: [] } })
    expect(asked.change.review).toContain('nobody else is asked for a change of policy that loosens nothing')
    expect(await office.publish(office.author, { files: [spared] })).toMatchObject({
      status: 422,
      problems: [{ code: 'tenant_publishing', file: 'publishing.yaml', line: 1 }],
    })
    await office.api.world.publish(files)
  }, 120_000)

  test('a change that loosens nothing is in force at once, if its author could have been the second person', async () => {
    const files = office.own('deny', 'okta.user.suspend')
    expect(await office.publish(office.stranger, { files })).toMatchObject({ status: 202, state: 'waiting' })
    const tighter = await office.publish(office.author, { files })
    expect(tighter).toMatchObject({
      status: 200,
      state: 'in_force',
      approval: null,
      change: { loosens: false },
    })
    expect(await office.inForce()).toBe(tighter.digest)
    const guided = await office.publish(office.author, { files: [...files, runbook] })
    expect(guided).toMatchObject({
      ...{ status: 200, state: 'in_force', approval: null },
      change: { loosens: false, changes: [] },
    })
    expect(guided.change.review).toContain('      Always call back first.')
    expect(await office.inForce()).toBe(guided.digest)
    expect(await office.log('bundle.published')).toMatchObject([
      { code: 'waived', by: { person: office.author.person } },
      { code: 'waived', by: { person: office.author.person } },
    ])
  }, 120_000)

  test('a change that lets anything through is never waived; nobody in time is a no', async () => {
    const before = await office.inForce()
    const looser = await office.publish(office.author, {
      files: office.own('deny', 'okta.user.deactivate', 'other'),
    })
    expect(looser).toMatchObject({ status: 202, state: 'waiting', change: { loosens: true } })
    expect(await office.settled(looser.publication)).toEqual({ state: 'expired', code: 'approval_expired' })
    expect(await office.inForce()).toBe(before)
    const [row] = await office.api.rows<{ state: string }>('select state from approvals where request = $1', [
      looser.publication,
    ])
    expect(row?.state).toBe('expired')
  }, 120_000)
})
