import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepEvidence } from '#activities/sweep/sweep-evidence.ts'
import { catalog } from '#catalog/index.ts'
import { recordedInput } from '#client/api/policy/recorded-input.ts'
import { DecisionInput } from '#contract/decision.ts'
import { DecisionRecord } from '#contract/decision-record.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import { factsFor, factsOfRules } from '#policy/facts.ts'
import type { Database } from '#store/database.ts'
import { type DecisionRecordRow, decisionRecordPlace, listDecisionRecords } from '#store/decision-records.ts'
import { createCast, employees, lostPhone, startWorkers } from '#test/support/cast.ts'
import { decide, openTicket, rowOf, until, waitForApproval } from '#test/support/door.ts'
import { createWorld } from '#test/support/here.ts'
import { sandboxFiles, type World } from '#test/support/world.ts'
import { openJson, envelopeKeyId } from '#vault/envelope.ts'

const day = 86_400_000
const marker = 'Heron-basalt-77'
/** Beside the sandbox's own rules: one that reads two facts. */
const probe = {
  path: 'probe.yaml',
  text: `apiVersion: dex/v1
kind: Policy
layer: action
rules:
  - id: probe
    effect: allow
    actions: ["okta.user.reset_factors"]
    when: "!target.privileged && requester.verified == false"
    because: of the test
`,
}
let world: World
let api: Database
let workers: { stop(): Promise<void> }
let request: Awaited<ReturnType<typeof openTicket>>['request']
let login: string

beforeAll(async () => {
  world = await createWorld({ files: [...(await sandboxFiles()), probe] })
  api = world.database('dex_api')
  const cast = await createCast(world)
  workers = await startWorkers(world)
  login = employees(world)[0] ?? ''
  const ask = lostPhone(login)
  ;({ request } = await openTicket(world, api, { ...ask, text: `${ask.text} ${marker}` }))
  await decide(world, api, await waitForApproval(world, api, request), cast.admin)
  await until('destruction', async () => (await rowOf(world, api, request)).destroyed_at, 30_000)
}, 120_000)
afterAll(async () => {
  await workers.stop()
  await world.close()
})

const rows = () =>
  api.read(world.tenant, (tx) => listDecisionRecords(world.tenant, tx, { request, limit: 100 }))

async function openRecord(row: DecisionRecordRow): Promise<DecisionRecord | null> {
  const key = await world.shared.evidenceKeys.byId(world.tenant, envelopeKeyId(row.sealed))
  const place = decisionRecordPlace(world.tenant, row.request, row.step)
  return key && DecisionRecord.parse(openJson([key], row.sealed, place))
}

test('a closed request leaves, for each decision, its verdicts, rules and exactly the facts that those rules read', async () => {
  const bundle = loadBundle({ operator: [...(await sandboxFiles()), probe] }, catalog)
  const found = await rows()
  expect(found.length).toBeGreaterThan(2)
  const records = await Promise.all(found.map(openRecord))
  for (const record of records) {
    if (!record) throw new Error('it cannot be opened')
    const rules = new Set(record.layers.flatMap((layer) => layer.rules.map((rule) => rule.id)))
    const read = factsOfRules(bundle, rules)
    expect(record.layers).toHaveLength(6)
    expect(read).toEqual(expect.arrayContaining(Object.keys(record.facts)))
  }
  const write = records.find((record) => record?.action === 'okta.user.reset_factors')
  expect(write).toMatchObject({ effect: 'require_approval', bundle: bundle.digest, channel: 'ticket' })
  expect(write?.facts).toEqual({ 'requester.verified': false, 'target.privileged': false })
  expect(JSON.stringify(records)).not.toContain(marker)
})

test('what is on record of a decision is enough to ask policy again, and it answers the same', async () => {
  const bundle = loadBundle({ operator: [...(await sandboxFiles()), probe] }, catalog)
  const decide = createDecider(bundle, { catalog })
  let asked = 0
  for (const row of await rows()) {
    const record = await openRecord(row)
    if (!record) throw new Error('it cannot be opened')
    const [platform = '', type = ''] = record.action.split('.')
    // Of parameters what no rule read is gone; an action that needs some cannot be asked about as it was.
    if (catalog.get(record.action)?.params.safeParse({}).success !== true) continue
    const ref = { platform, type, id: 'anything' }
    const { input } = recordedInput(record, {
      ...{ id: 'again', tenant: world.tenant, zone: 'UTC', targetless: ref, target: ref, objects: [] },
      needed: factsFor(bundle, record.action),
    })
    const again = decide(DecisionInput.parse(input))
    expect(again).toMatchObject({ bundle: record.bundle, decidedBy: record.decidedBy })
    expect(again.layers.map(({ layer, verdict }) => [layer, verdict])).toEqual(
      record.layers.map(({ layer, verdict }) => [layer, verdict]),
    )
    expect(JSON.stringify(input)).not.toContain(login)
    asked += 1
  }
  expect(asked).toBeGreaterThan(0)
})

test('in the database they are sealed, and the key is a month’s', async () => {
  const found = await rows()
  for (const row of found) {
    expect(row.sealed.toString('latin1')).not.toContain('okta')
    expect(envelopeKeyId(row.sealed)).toMatch(new RegExp(`^ek_${row.period}_`))
  }
})

test('within its life evidence stays; after it the keys go, then the rows, and the record says so', async () => {
  const gate = world.database('dex_gate')
  const keyDirectory = join(world.env('gate')['DEX_REQUEST_KEYS'] ?? '', '_evidence', world.tenant)
  const sweepAt = (ahead: number) =>
    sweepEvidence({
      tenant: world.tenant,
      database: gate,
      clock: () => Date.now() + ahead,
      evidence: { destroyBefore: world.shared.evidenceKeys.destroyBefore, lifeMs: 400 * day },
    })
  expect(await sweepAt(399 * day)).toEqual({ months: 0, records: 0 })
  const before = await rows()
  const [first] = before
  if (!first) throw new Error('nothing was recorded')
  expect(await openRecord(first)).not.toBeNull()

  expect(await sweepAt(432 * day)).toEqual({ months: 1, records: before.length })
  expect(await rows()).toEqual([])
  expect(await readdir(keyDirectory)).toEqual([])
  // What somebody copied before cannot be opened with what is left.
  expect(await openRecord(first)).toBeNull()
  const told = await world.admin.query<{ entry: string }>(
    `select entry from activity_log where entry like '%evidence.destroyed%'`,
  )
  expect(JSON.parse(told.rows[0]?.entry ?? '')).toMatchObject({ detail: { records: before.length } })
})

test('a crash after the key is gone leaves rows that the next sweep deletes', async () => {
  const gate = world.database('dex_gate')
  await world.admin.query(
    `insert into decision_records (tenant, request, step, version, period, sealed) values ($1, $2, 99, 1, '202001', 'x')`,
    [world.tenant, request],
  )
  const evidence = { destroyBefore: async () => [], lifeMs: 400 * day }
  const swept = await sweepEvidence({ tenant: world.tenant, database: gate, clock: Date.now, evidence })
  expect(swept).toEqual({ months: 0, records: 1 })
})
