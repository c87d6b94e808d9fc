import { randomUUID } from 'node:crypto'
import type { RequestInput } from '#contract/messages.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { World } from '../support/world.ts'

/** What an operator with raw access may do to a running request: end it and start it again, or reset it. */
export async function terminateAndRestart(
  world: World,
  workflowId: string,
  input: RequestInput,
): Promise<void> {
  await world.temporal.workflow.getHandle(workflowId).terminate('chaos')
  await startAgain(world, workflowId, input)
}

export async function startAgain(world: World, workflowId: string, input: RequestInput): Promise<void> {
  await world.temporal.workflow.start(workflowTypes.request, {
    workflowId,
    taskQueue: thinkQueue(world.tenant),
    args: [input],
    workflowTaskTimeout: '2s',
  })
}

/** Resets to one of its workflow tasks; `chance` picks which. False when there is none yet. */
export async function resetSomewhere(world: World, workflowId: string, chance: number): Promise<boolean> {
  const handle = world.temporal.workflow.getHandle(workflowId)
  const { runId } = await handle.describe()
  const { events } = await handle.fetchHistory()
  const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)
  const event = tasks[Math.floor(chance * tasks.length)]
  if (!event?.eventId) return false
  await world.temporal.workflowService.resetWorkflowExecution({
    namespace: 'dex',
    workflowExecution: { workflowId, runId },
    reason: 'chaos',
    requestId: randomUUID(),
    workflowTaskFinishEventId: event.eventId,
  })
  return true
}
