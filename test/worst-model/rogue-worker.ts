import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker'
import type { GateInput } from '#activities/types.ts'
import { gateQueue } from '#contract/messages.ts'
import { createDataConverter, failureConverterPath } from '#vault/codec/data-converter.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import type { World } from '../support/world.ts'

export interface Rogue {
  /** As a workflow of this id; what the gate answered to each call. */
  run(workflowId: string, calls: GateInput[]): Promise<string[]>
  /** Ends the victim's workflow and goes on in its name. */
  takeOver(workflowId: string, calls: GateInput[]): Promise<string[]>
  stop(): Promise<void>
}

/** A worker of the attacker's on the same Temporal; the strongest case: it even has the tenant's payload key. */
export async function startRogue(world: World, address: string): Promise<Rogue> {
  const taskQueue = `rogue-${randomBytes(6).toString('hex')}`
  const connection = await NativeConnection.connect({ address })
  const workflowsPath = fileURLToPath(new URL('rogue-workflow.ts', import.meta.url))
  const worker = await Worker.create({
    connection,
    namespace: 'dex',
    taskQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath,
      failureConverterPath,
      logger: new DefaultLogger('ERROR'),
    }),
    dataConverter: createDataConverter(
      createPayloadCodec({ tenantKeys: world.shared.tenantKeys, foreign: 'placeholder' }),
    ),
  })
  const running = worker.run()
  const run = (workflowId: string, calls: GateInput[]): Promise<string[]> =>
    world.temporal.workflow.execute<(queue: string, calls: GateInput[]) => Promise<string[]>>('rogue', {
      workflowId,
      taskQueue,
      args: [gateQueue(world.tenant), calls],
      workflowExecutionTimeout: '60s',
    })
  return {
    run,
    async takeOver(workflowId, calls) {
      await world.temporal.workflow.getHandle(workflowId).terminate('taken over')
      return run(workflowId, calls)
    },
    async stop() {
      worker.shutdown()
      await running
      await connection.close()
    },
  }
}
