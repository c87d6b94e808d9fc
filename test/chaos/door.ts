import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import type { RequestId } from '#contract/ids.ts'
import type { RequestInput } from '#contract/messages.ts'
import type { Database } from '#store/database.ts'
import { lostPhone } from '../support/cast.ts'
import { openTicket } from '../support/door.ts'
import type { World } from '../support/world.ts'
import { startAgain } from './raw-client.ts'

export interface Opened {
  request: RequestId
  workflowId: string
  login: string
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * A source that tells the door again of what it got no answer for: a request whose row stands is started until that is heard,
 * one without a row was never taken on and is asked for anew.
 */
export function createDoor(world: World, api: Database, timing: RequestInput['timing'], signal: AbortSignal) {
  const opened: Opened[] = []

  const rowOf = (request: RequestId) =>
    api.transaction(world.tenant, (tx) =>
      tx.selectFrom('requests').select(['workflow_id', 'closed_at']).where('id', '=', request).execute(),
    )

  const startUnheard = async (request: RequestId, workflowId: string): Promise<void> => {
    while (!signal.aborted) {
      const error: unknown = await startAgain(world, workflowId, { request, timing }).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      if (error === null || error instanceof WorkflowExecutionAlreadyStartedError) return
      await pause(500)
    }
  }

  const open = async (login: string): Promise<void> => {
    while (!signal.aborted) {
      const assigned: RequestId[] = []
      const heard = await openTicket(world, api, lostPhone(login), {
        timing,
        assigned: (request) => assigned.push(request),
      }).catch(() => null)
      if (heard !== null) {
        opened.push({ request: heard.request, workflowId: heard.workflowId, login })
        return
      }
      const [request] = assigned
      if (request === undefined) continue
      let rows = await rowOf(request).catch(() => null)
      while (rows === null && !signal.aborted) {
        await pause(500)
        rows = await rowOf(request).catch(() => null)
      }
      const [row] = rows ?? []
      if (row === undefined) continue
      opened.push({ request, workflowId: row.workflow_id, login })
      if (row.closed_at === null) await startUnheard(request, row.workflow_id)
      return
    }
  }

  return { opened, open }
}
