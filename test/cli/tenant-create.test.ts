import { randomBytes } from 'node:crypto'
import { Client, type Connection } from '@temporalio/client'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { examineNamespaces } from '#client/cli/doctor/namespaces.ts'
import { createTenantFrom, type MadeTenant } from '#client/cli/tenant/from-options.ts'
import type { TenantOptions } from '#client/cli/tenant/options.ts'
import type { Run } from '#client/cli/command.ts'
import { TenantId } from '#contract/ids.ts'
import { thinkQueue } from '#contract/messages.ts'
import { pickPorts } from '#process/embedded/ports.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { deleteNamespace, ensureNamespace } from '#process/temporal-namespace.ts'
import { oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import { type RunningApi, startApi } from '../../api.ts'
import { startWorkers } from '../support/cast.ts'
import { createCliHouse } from '../support/cli-house.ts'
import { until } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import type { World } from '../support/world.ts'

const mark = randomBytes(4).toString('hex')
/** Of this run alone: every file's tenants are in one Temporal. */
const umbrella = `umbrella-${mark}`
const namespaces = { umbrella: `own-${mark}`, gone: `gone-${mark}`, again: `again-${mark}` }
let world: World
let api: RunningApi
let workers: { stop(): Promise<void> }
let run: Run
let made: MadeTenant

beforeAll(async () => {
  world = await createWorld()
  const house = await createCliHouse(world, {
    DEX_TENANT_CLIENT_SECRET: 'client-secret-of-the-test',
    DEX_TENANT_OKTA_SECRET: 'okta-secret-of-the-test',
  })
  run = house.run
  // A tenant whose namespace nobody made: it must keep no other from being served.
  const stray = 'aaa-stray'
  await world.shared.createTenant(TenantId.parse(stray))
  await world.admin.query('insert into tenants (tenant, namespace) values ($1, $2)', [stray, namespaces.gone])
  made = await createTenantFrom(run, umbrella, { ...options(), namespace: namespaces.umbrella })
  workers = await startWorkers(world)
  const ports = await pickPorts({ DEX_API_PORT: { variable: 'DEX_API_PORT', port: 0, explicit: false } })
  api = await startApi(
    readConfiguration('api', {
      ...world.env('api'),
      DEX_API_PORT: String(ports.DEX_API_PORT),
      DEX_TEMPORAL_WEB_URL: inject('temporalWebUrl'),
    }),
  )
}, 90_000)

afterAll(async () => {
  await api.stop()
  await workers.stop()
  for (const each of Object.values(namespaces)) await deleteNamespace(connection(), each)
  await world.close()
})

const options = (): TenantOptions => {
  const owner = world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))
  return {
    issuer: 'https://idp.umbrella.example',
    client: 'console',
    cliClient: 'cli',
    okta: world.okta.url,
    oktaClient: 'okta-client',
    microsoftApi: 'https://graph.microsoft.com',
    googleApi: 'https://admin.googleapis.com',
    zone: 'UTC',
    adminGroup: oktaGroupId(world.company, 'it-admins'),
    adminGroupName: 'it-admins',
    acr: [],
    owner: [oktaUserId(world.company, owner?.login ?? '')],
    breakGlass: [],
  }
}

const connection = (): Connection => world.temporal.connection as Connection
const clientIn = (namespace: string): Client => new Client({ connection: connection(), namespace })

async function workflowsOf(tenant: string, namespace: string): Promise<string[]> {
  const ids: string[] = []
  const query = `WorkflowId STARTS_WITH '${tenant}/'`
  for await (const each of clientIn(namespace).workflow.list({ query })) ids.push(each.workflowId)
  return ids
}

const deliver = async (externalId: string): Promise<Response> => {
  const body = JSON.stringify({ externalId, title: 'Printer', text: 'It smells of smoke.' })
  const at = new Date()
  const signature = new Webhook(made.secret).sign(`msg_${externalId}`, at, body)
  return fetch(new URL(made.hook, api.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': `msg_${externalId}`,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': signature,
    },
    body,
  })
}

test('a namespace of its own: its requests, schedules and workers are there, and nothing of it is in the shared one', async () => {
  expect(made).toMatchObject({ tenant: umbrella, namespace: namespaces.umbrella })
  const answer = await deliver('INC-1')
  expect(answer.status).toBe(202)
  const { id } = (await answer.json()) as { id: string }
  await world.admin.query(`select set_config('app.tenant', $1, false)`, [umbrella])
  const row = await until('a turn of the model', async () => {
    const found = await world.admin.query<{ workflow_id: string; turns: number }>(
      'select workflow_id, turns from requests where id = $1',
      [id],
    )
    const [first] = found.rows
    return first && first.turns > 0 ? first : null
  })
  const own = clientIn(namespaces.umbrella)
  const described = await own.workflow.getHandle(row.workflow_id).describe()
  expect(described.searchAttributes).toMatchObject({ DexTenant: [umbrella] })
  const schedules: string[] = []
  for await (const { scheduleId } of own.schedule.list()) schedules.push(scheduleId)
  expect(schedules.toSorted()).toEqual([`${umbrella}/checkpoint`, `${umbrella}/reconcile`])
  const { pollers } = await own.workflowService.describeTaskQueue({
    namespace: namespaces.umbrella,
    taskQueue: { name: thinkQueue(TenantId.parse(umbrella)) },
    taskQueueType: 1,
  })
  expect(pollers?.map((each) => each.identity)).toContain('dex-think')
  expect(await workflowsOf(umbrella, 'dex')).toEqual([])
  const shared: string[] = []
  for await (const { scheduleId } of clientIn('dex').schedule.list()) shared.push(scheduleId)
  expect(shared.filter((each) => each.startsWith(`${umbrella}/`))).toEqual([])
})

test('a namespace that is not there keeps no other tenant from being served; made, it is served', async () => {
  expect(await workflowsOf(umbrella, namespaces.umbrella)).not.toEqual([])
  const { io, data } = run
  const env = { ...io.env, DEX_DATA: data }
  const find = async () => {
    const found = await examineNamespaces(data, io.env, readConfiguration('dex', env), null)
    return Object.fromEntries(found.map(({ part, state }) => [part, state]))
  }
  expect(await find()).toEqual({ 'namespace of aaa-stray': 'wrong', [`namespace of ${umbrella}`]: 'ok' })
  expect(await ensureNamespace(connection(), namespaces.gone, 86_400_000)).toBe(true)
  expect(await ensureNamespace(connection(), namespaces.gone, 86_400_000)).toBe(false)
  await until('a schedule of the stray', async () => {
    for await (const { scheduleId } of clientIn(namespaces.gone).schedule.list()) {
      if (scheduleId === 'aaa-stray/reconcile') return true
    }
    return false
  })
  expect(await find()).toMatchObject({ 'namespace of aaa-stray': 'ok' })
})

test.each<[string, string, string, string]>([
  ['the shared one', 'second', 'dex', 'usage'],
  ['no name', 'second', '-', 'usage'],
  ['another tenant’s', 'second', namespaces.umbrella, 'input_invalid'],
  ['a name of a tenant that is taken', umbrella, namespaces.again, 'input_invalid'],
])('refuses %s', async (_what, tenant, namespace, code) => {
  await expect(createTenantFrom(run, tenant, { ...options(), namespace })).rejects.toMatchObject({ code })
})
