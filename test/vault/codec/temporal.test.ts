import { ApplicationFailure, Context } from '@temporalio/activity'
import { Client, Connection } from '@temporalio/client'
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { createDataConverter, failureConverterPath } from '#vault/codec/data-converter.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { coded, tenantsWithKeys } from '../fixture.ts'
import { ask, poke, tell } from './workflows.ts'

const workflowsPath = fileURLToPath(new URL('./workflows.ts', import.meta.url))
const canary = () => `canary-${randomUUID()}`

const activities = {
  async echo(text: string): Promise<string> {
    Context.current().heartbeat({ at: text })
    return `echo ${text}`
  },
  async fail(text: string): Promise<void> {
    const cause = new Error(`cause ${text}`)
    throw ApplicationFailure.create({ message: `failed ${text}`, type: 'Failing', details: [text], cause })
  },
}

let workflowBundle: WorkflowBundle

beforeAll(async () => {
  Runtime.install({
    // Refused payloads are what these tests are about; the SDK's report of each would drown the rest.
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }), forward: {} } },
  })
  const logger = new DefaultLogger('ERROR', () => undefined)
  workflowBundle = await bundleWorkflowCode({ workflowsPath, failureConverterPath, logger })
}, 60_000)

/** A real worker and real clients against the suite's Temporal service: one that opens, one without any codec. */
async function running(options: { maxCachedWorkflows?: number } = {}) {
  const address = inject('temporalAddress')
  const { tenantKeys } = await tenantsWithKeys('acme')
  const taskQueue = `codec-${randomUUID()}`
  const connection = await NativeConnection.connect({ address })
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle,
    activities,
    dataConverter: createDataConverter(createPayloadCodec({ tenantKeys, foreign: 'refuse' })),
    shutdownGraceTime: 0,
    ...options,
  })
  let ended: unknown = null
  const run = worker.run().catch((error: unknown) => {
    ended = error
  })
  const clientConnection = await Connection.connect({ address })
  onTestFinished(async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown()
    await run
    await connection.close()
    await clientConnection.close()
  })
  const dataConverter = createDataConverter(createPayloadCodec({ tenantKeys, foreign: 'placeholder' }))
  return {
    taskQueue,
    endedWith: () => ended,
    client: new Client({ connection: clientConnection, dataConverter }),
    raw: new Client({ connection: clientConnection }),
    /** As after the tenant's end: it has no key of it. */
    later: new Client({
      connection: clientConnection,
      dataConverter: createDataConverter(
        createPayloadCodec({
          tenantKeys: (await tenantsWithKeys('other')).tenantKeys,
          foreign: 'placeholder',
        }),
      ),
    }),
    id: () => `acme/desk/${randomUUID()}`,
  }
}

/** All that the service holds of a workflow: history, memo and its description, as bytes. */
async function kept(raw: Client, workflowId: string): Promise<string> {
  const handle = raw.workflow.getHandle(workflowId)
  const history = await handle.fetchHistory()
  const bytes: string[] = []
  const walk = (value: unknown): void => {
    if (value instanceof Uint8Array) bytes.push(Buffer.from(value).toString('latin1'))
    else if (typeof value === 'string') bytes.push(value)
    else if (value && typeof value === 'object') Object.values(value).forEach(walk)
  }
  walk(history)
  walk(
    await raw.workflowService.describeWorkflowExecution({
      namespace: raw.options.namespace,
      execution: { workflowId },
    }),
  )
  return bytes.join('\n')
}

test.each([
  ['from the cache', 100],
  ['replayed at each task', 0],
])(
  'arguments, results, messages, children, memo, details and failures go sealed (%s)',
  async (_, maxCachedWorkflows) => {
    const { client, raw, taskQueue, id } = await running({ maxCachedWorkflows })
    const secret = canary()
    const workflowId = id()
    const handle = await client.workflow.start('parent', {
      workflowId,
      taskQueue,
      args: [secret],
      memo: { note: secret },
      staticSummary: `summary ${secret}`,
      staticDetails: `details ${secret}`,
    })
    await handle.signal(poke, `poke ${secret}`)
    expect(await handle.executeUpdate(tell, { args: [`tell ${secret}`] })).toBe(`told tell ${secret}`)
    expect(await handle.query(ask, secret)).toBe(`asked ${secret}`)
    const heard = (await handle.result()) as string[]
    expect([...heard].sort()).toEqual(
      [
        `poke ${secret}`,
        `tell ${secret}`,
        `echo ${secret}`,
        `echo child ${secret}`,
        `cause ${secret}`,
        `cause ${secret}`,
      ].sort(),
    )
    const description = await handle.describe()
    expect(description.memo).toEqual({ note: secret, later: secret })
    expect(await description.staticSummary()).toBe(`summary ${secret}`)
    for (const each of [workflowId, `${workflowId}.child`, `${workflowId}.failing`]) {
      const held = await kept(raw, each)
      expect(held).toContain('binary/dex-sealed')
      expect(held).not.toContain(secret)
    }
  },
)

test('a failure that is thrown on keeps its message and details from the service', async () => {
  const { client, raw, taskQueue, id } = await running()
  const secret = canary()
  const workflowId = id()
  const failed = client.workflow.execute('rethrowing', { workflowId, taskQueue, args: [secret] })
  await expect(failed).rejects.toMatchObject({ cause: { message: `again ${secret}`, details: [secret] } })
  expect(await kept(raw, workflowId)).not.toContain(secret)
})

test('it goes on under the same id after continue-as-new', async () => {
  const { client, taskQueue, id } = await running()
  const secret = canary()
  const execution = client.workflow.execute('continued', { workflowId: id(), taskQueue, args: [secret, 2] })
  expect(await execution).toBe(secret)
})

test('a forged workflow runs nothing, does not end the worker, and does not break a list', async () => {
  const { client, raw, taskQueue, id, endedWith } = await running()
  const forged = id()
  const handle = await raw.workflow.start('parent', {
    workflowId: forged,
    taskQueue,
    args: ['forged'],
    memo: { note: 'forged' },
  })
  onTestFinished(async () => void (await handle.terminate()))
  const failedTask = async () =>
    (await handle.fetchHistory()).events?.find((event) => event.workflowTaskFailedEventAttributes)
  await expect.poll(failedTask, { timeout: 10_000 }).toBeTruthy()
  const kinds = (await handle.fetchHistory()).events?.map((event) =>
    Boolean(event.activityTaskScheduledEventAttributes),
  )
  expect(kinds).not.toContain(true)
  const secret = canary()
  expect(await client.workflow.execute('child', { workflowId: id(), taskQueue, args: [secret] })).toBe(
    `echo child ${secret}`,
  )
  expect(endedWith()).toBeNull()
  await expect
    .poll(
      async () => {
        const memos: unknown[] = []
        for await (const info of client.workflow.list({ query: `WorkflowId = "${forged}"` }))
          memos.push(info.memo)
        return memos
      },
      { timeout: 10_000 },
    )
    .toEqual([{ note: 'sealed' }])
})

test('a tenant’s keys destroyed, its workflows are listed and described as before, and read `sealed`', async () => {
  const { client, later, taskQueue, id } = await running()
  const workflowId = id()
  const secret = canary()
  const options = { workflowId, taskQueue, args: [secret], memo: { note: secret } }
  expect(await client.workflow.execute('child', options)).toBe(`echo child ${secret}`)
  const memosOf = async (by: Client) => {
    const memos: unknown[] = []
    for await (const info of by.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
      memos.push(info.memo)
    return memos
  }
  await expect.poll(() => memosOf(client), { timeout: 10_000 }).toEqual([{ note: secret }])
  expect(await memosOf(later)).toEqual([{ note: 'sealed' }])
  expect((await later.workflow.getHandle(workflowId).describe()).memo).toEqual({ note: 'sealed' })
  expect(await later.workflow.getHandle(workflowId).result()).toBe('sealed')
})

test('a schedule’s action runs with what was sealed for it; a memo of the schedule itself is refused', async () => {
  const { client, raw, taskQueue } = await running()
  const secret = canary()
  const scheduleId = randomUUID()
  const options = {
    scheduleId,
    spec: {},
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'child',
      workflowId: `acme/schedule/${scheduleId}`,
      taskQueue,
      args: [secret],
      memo: { note: secret },
    },
  }
  await expect(client.schedule.create({ ...options, memo: { note: secret } })).rejects.toEqual(
    coded('tenant_unset'),
  )
  const schedule = await client.schedule.create(options)
  onTestFinished(() => schedule.delete())
  expect((await schedule.describe()).action).toMatchObject({ args: [secret], memo: { note: secret } })
  await schedule.trigger()
  const started = async () => (await schedule.describe()).info.recentActions[0]?.action.workflow.workflowId
  await expect.poll(started, { timeout: 10_000 }).toBeTruthy()
  const workflowId = (await started()) ?? ''
  expect(workflowId).toMatch(/-\d{4}-\d\d-\d\dT/)
  expect(await client.workflow.getHandle(workflowId).result()).toBe(`echo child ${secret}`)
  expect(await kept(raw, workflowId)).not.toContain(secret)
})
