import { randomBytes } from 'node:crypto'
import { ApplicationFailure } from '@temporalio/common'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { ThinkInput, ThinkOutcome } from '#activities/types.ts'
import { gateQueue, thinkQueue, workflowTypes } from '#contract/messages.ts'
import { newRequestId } from '#contract/new-id.ts'
import { TenantId } from '#contract/ids.ts'
import { haveWorkflows } from '#process/build-workflows.ts'

/** The request's own workflow on activities that answer as told: what a turn's failure means to it. */
const tenant = TenantId.parse(`t${randomBytes(5).toString('hex')}`)
const timing = { thinkMs: 5_000, gateMs: 5_000, escalatedMs: 10 }
let connections: { client: Connection; native: NativeConnection }
let client: Client
let codePath: string

beforeAll(async () => {
  const address = inject('temporalAddress')
  connections = {
    client: await Connection.connect({ address }),
    native: await NativeConnection.connect({ address }),
  }
  client = new Client({ connection: connections.client, namespace: 'dex' })
  codePath = await haveWorkflows({ telemetry: false })
}, 60_000)

afterAll(async () => {
  await connections.client.close()
  await connections.native.close()
})

/** Each turn's attempts fail for good with these codes in turn; then the model hands over. */
async function endAfter(codes: string[]): Promise<{ end: unknown; thought: number[] }> {
  const thought: number[] = []
  const think = (input: ThinkInput): Promise<ThinkOutcome> => {
    thought.push(input.turn)
    const type = codes.shift()
    if (type !== undefined) throw ApplicationFailure.nonRetryable(type, type)
    return Promise.resolve({ kind: 'escalate', tokens: 0 })
  }
  const nothing = () => Promise.resolve()
  const said = () => Promise.resolve({ kind: 'failed', step: 1, code: 'internal' })
  const on = { connection: connections.native, namespace: 'dex' }
  const workers = await Promise.all([
    Worker.create({
      ...on,
      taskQueue: thinkQueue(tenant),
      workflowBundle: { codePath },
      activities: { think },
    }),
    Worker.create({
      ...on,
      taskQueue: gateQueue(tenant),
      activities: { record: nothing, shred: nothing, execute: said },
    }),
  ])
  const running = Promise.all(workers.map((worker) => worker.run()))
  const request = newRequestId()
  try {
    const end: unknown = await client.workflow.execute(workflowTypes.request, {
      workflowId: `${tenant}/desk/${request}`,
      taskQueue: thinkQueue(tenant),
      args: [{ request, timing }],
    })
    return { end, thought }
  } finally {
    for (const worker of workers) worker.shutdown()
    await running
  }
}

it('a database that stays away hands nothing over: the same turn is asked again until it is back', async () => {
  const { end, thought } = await endAfter(['database_unavailable', 'database_unavailable'])
  expect(end).toEqual({ status: 'escalated', code: 'model_escalated' })
  expect(thought).toEqual([1, 1, 1])
}, 60_000)

it('a model that stays away is handed over', async () => {
  const { end, thought } = await endAfter(['model_unavailable'])
  expect(end).toEqual({ status: 'escalated', code: 'model_unavailable' })
  expect(thought).toEqual([1])
}, 60_000)
