import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { messageNames } from '#contract/messages.ts'
import type { Database } from '#store/database.ts'
import { type Cast, createCast, employees, startWorkers } from '../support/cast.ts'
import { decide, openTicket, rowOf, until, waitForApproval } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import type { World } from '../support/world.ts'

const canary = 'Zebra-quartz-41'
let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }
let login: string
let name: string
let opened: Awaited<ReturnType<typeof openTicket>>

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
  login = employees(world)[0] ?? ''
  name = world.company.accounts.find((each) => each.login === login)?.lastName ?? ''
  opened = await openTicket(world, api, {
    title: `Lost phone ${canary}`,
    text: `I lost my phone (${canary}) and cannot sign in, please reset my MFA.`,
    requesterEmail: login,
  })
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

/** Every row of every table, as an owner of the database would dump it. */
async function dump(): Promise<string> {
  const tables = await world.admin.query<{ relname: string }>(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'`,
  )
  const parts: string[] = []
  for (const { relname } of tables.rows) {
    const rows = await world.admin.query(`select t::text as row, to_jsonb(t)::text as json from ${relname} t`)
    for (const row of rows.rows as { row: string; json: string }[]) {
      // Bytes appear as hex: they are searched as bytes.
      const bytes = [...row.row.matchAll(/\\x([0-9a-f]+)/g)].map((match) =>
        Buffer.from(match[1] ?? '', 'hex').toString('latin1'),
      )
      parts.push(row.json, ...bytes)
    }
  }
  return parts.join('\n')
}

/** The history as a client with the tenant's own key reads it: sealed bytes, and what they open to. */
async function decodedHistory(): Promise<string> {
  const handle = world.temporal.workflow.getHandle(opened.workflowId)
  const history = await handle.fetchHistory()
  const texts = [historyToJSON(history)]
  const codec = world.temporal.options.loadedDataConverter.payloadCodecs[0]
  const walk = async (node: unknown): Promise<void> => {
    if (node === null || typeof node !== 'object') return
    const payload = node as { metadata?: Record<string, Uint8Array>; data?: Uint8Array }
    if (payload.metadata?.['encoding'] && codec) {
      const decode = codec.decode.bind(codec) as (
        payloads: unknown[],
        context: object,
      ) => Promise<{ data?: Uint8Array | null }[]>
      const isSealed = Buffer.from(payload.metadata['encoding']).toString().includes('sealed')
      const [opened_] = isSealed ? await decode([payload], { workflowId: opened.workflowId }) : [payload]
      texts.push(Buffer.from(opened_?.data ?? []).toString())
      return
    }
    for (const value of Object.values(node)) await walk(value)
  }
  await walk(history)
  return texts.join('\n')
}

const secretsOf = () => [canary, login, name, 'okta.users.manage okta', 'stand-in model:']

describe('while a request is open', () => {
  it('nothing that a person or a platform said is readable in the database', async () => {
    await waitForApproval(world, api, opened.request)
    const everything = await dump()
    expect(everything.length).toBeGreaterThan(10_000)
    for (const secret of secretsOf()) expect(everything).not.toContain(secret)
    // The search itself works: what is kept in the open is found.
    expect(everything).toContain('okta.user.reset_factors')
  })

  it('the history holds ids and codes alone, sealed, also when it is opened with the tenant’s key', async () => {
    const text = await decodedHistory()
    for (const secret of secretsOf()) expect(text).not.toContain(secret)
    expect(text).toContain(opened.request)
    expect(
      historyToJSON(await world.temporal.workflow.getHandle(opened.workflowId).fetchHistory()),
    ).not.toContain(opened.request)
  })

  it('what an operator sees in Temporal Web without any key names nobody', async () => {
    const { raw, searchAttributes, memo } = await until('the workflow to say that it waits', async () => {
      const described = await world.temporal.workflow.getHandle(opened.workflowId).describe()
      return described.searchAttributes['DexStatus']?.[0] === 'waiting_approval' && described
    })
    const shown = JSON.stringify({ searchAttributes, memo, raw })
    for (const secret of secretsOf()) expect(shown).not.toContain(secret)
    expect(searchAttributes['DexStatus']).toEqual(['waiting_approval'])
    expect(searchAttributes['DexActions']).toEqual(['okta.user.reset_factors'])
    expect(searchAttributes['DexRisk']).toEqual(['high'])
    const found = await until('the request to be found by its status', async () => {
      const query = `DexStatus = 'waiting_approval' AND DexActions = 'okta.user.reset_factors' AND WorkflowId = '${opened.workflowId}'`
      for await (const each of world.temporal.workflow.list({ query })) return each
      return null
    })
    expect(found.workflowId).toBe(opened.workflowId)
    expect(
      await world.temporal.workflow.getHandle(opened.workflowId).query(messageNames.progress),
    ).toMatchObject({
      status: 'waiting_approval',
      waitingFor: 'approval',
    })
  })
})

describe('once it is closed', () => {
  it('its content cannot be opened with every key that is left', async () => {
    const approval = await waitForApproval(world, api, opened.request)
    const before = await world.admin.query('select name, sealed from scratch where request = $1', [
      opened.request,
    ])
    expect(before.rowCount).toBeGreaterThan(3)
    await decide(world, api, approval, cast.admin)
    await until('destruction', async () => (await rowOf(world, api, opened.request)).destroyed_at, 20_000)
    expect(await world.shared.requestKeys.find(world.tenant, opened.request)).toBeNull()
    const { alive, unfinished } = await world.shared.requestKeys.list(world.tenant)
    expect([alive, unfinished]).toEqual([[], []])
    const left = await world.admin.query('select 1 from scratch where request = $1', [opened.request])
    expect(left.rowCount).toBe(0)
    const text = `${await dump()}\n${await decodedHistory()}`
    for (const secret of secretsOf()) expect(text).not.toContain(secret)
  })
})
