import { randomBytes } from 'node:crypto'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { inject } from 'vitest'
import type { GateActivities, ThinkInput, ThinkOutcome } from '#activities/types.ts'
import { gateQueue, thinkQueue, workflowTypes } from '#contract/messages.ts'
import { newRequestId } from '#contract/new-id.ts'
import { TenantId } from '#contract/ids.ts'
import { haveWorkflows } from '#process/build-workflows.ts'

const timing = { thinkMs: 5_000, gateMs: 5_000, escalatedMs: 10 }

/** What answers instead of a model and of the gate. */
export interface Told {
  think(input: ThinkInput): Promise<ThinkOutcome>
  gate?(handle: WorkflowHandle, request: string): Partial<GateActivities>
}

export interface ToldActivities {
  /** Runs a request's own workflow on activities that answer as told; answers how it ends. */
  endOf(told: Told): Promise<unknown>
  close(): Promise<void>
}

export async function openToldActivities(): Promise<ToldActivities> {
  const address = inject('temporalAddress')
  const connection = await Connection.connect({ address })
  const native = await NativeConnection.connect({ address })
  const client = new Client({ connection, namespace: 'dex' })
  const codePath = await haveWorkflows({ telemetry: false })
  const nothing = () => Promise.resolve()
  const said = () => Promise.resolve({ kind: 'failed', step: 1, code: 'internal' })
  return {
    async endOf({ think, gate }) {
      // Its own queues: a run that hangs is in nobody's way.
      const tenant = TenantId.parse(`t${randomBytes(5).toString('hex')}`)
      const request = newRequestId()
      const workflowId = `${tenant}/desk/${request}`
      const on = { connection: native, namespace: 'dex' }
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
          activities: {
            ...{ record: nothing, shred: nothing, execute: said },
            ...gate?.(client.workflow.getHandle(workflowId), request),
          },
        }),
      ])
      const running = Promise.all(workers.map((worker) => worker.run()))
      try {
        return await client.workflow.execute(workflowTypes.request, {
          workflowId,
          taskQueue: thinkQueue(tenant),
          args: [{ request, timing }],
        })
      } finally {
        for (const worker of workers) worker.shutdown()
        await running
      }
    },
    async close() {
      await connection.close()
      await native.close()
    },
  }
}
