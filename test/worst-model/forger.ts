import { newRequestId } from '#contract/new-id.ts'
import { messageNames, thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { SignedDecision } from '#contract/statement.ts'
import { createRandom } from '#sandbox/base/random.ts'
import type { World } from '../support/world.ts'
import type { Seat } from './console.ts'
import type { Rogue } from './rogue-worker.ts'

export interface Forgeries {
  replayed: number
  workflows: number
  /** Victims' workflows that an attacker's own code went on as. */
  takenOver: number
  /** Forged workflows that came to an end of their own other than a failure: none may. */
  believed: string[]
}

const timing = { thinkMs: 10_000, gateMs: 15_000, escalatedMs: 500 }

/** A workflow that nobody opened surely has failed, or been ended, after so long. */
const failedWithinMs = 60_000

export interface ForgeOptions {
  world: World
  /** Filled as it goes on. */
  counts: Forgeries
  rogue: Rogue
  seed: number
  workflowIds: () => readonly string[]
  unfinished: { request: string; step: number }[]
  /** Requests at a console whose workflow the attacker goes on as, once something was proposed in them. */
  seats: Seat[]
  /** Requests that the attacker has gone on as. */
  taken: Set<string>
  signal: AbortSignal
}

/**
 * Somebody with raw access to Temporal: sends every old yes again, to whatever request is open, starts workflows in the
 * name of requests that are none of theirs, and goes on as workflows that wait for a second person.
 */
export async function forge(options: ForgeOptions): Promise<void> {
  const { world, signal, unfinished, seats, counts } = options
  const random = createRandom(options.seed)
  let forged: { id: string; at: number }[] = []
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    const ids = options.workflowIds()
    const workflowId = ids[Math.floor(random() * ids.length)]
    if (workflowId === undefined) continue
    counts.replayed += await replay(world, workflowId)
    if (random() < 0.2) {
      forged.push({ id: await startForged(world, workflowId), at: Date.now() })
      counts.workflows += 1
    }
    const due = forged.filter((each) => Date.now() - each.at >= failedWithinMs)
    forged = forged.filter((each) => !due.includes(each))
    counts.believed.push(...(await believed(world, due)))
    const step = unfinished.shift()
    if (step) counts.takenOver += await takeOver(options, step.request, step.step)
    const seat = seats.shift()
    if (seat) counts.takenOver += await takeOver(options, seat.request, null)
  }
  counts.believed.push(...(await believed(world, forged)))
}

async function replay(world: World, workflowId: string): Promise<number> {
  const { rows } = await world.admin.query<SignedDecision>(
    `select statement, signature from decisions order by random() limit 1`,
  )
  const [old] = rows
  if (old === undefined) return 0
  const handle = world.temporal.workflow.getHandle(workflowId)
  await handle.signal(messageNames.decideApproval, old).catch(() => undefined)
  return 1
}

async function startForged(world: World, workflowId: string): Promise<string> {
  const { rows } = await world.admin.query<{ id: string }>(`select id from requests where workflow_id = $1`, [
    workflowId,
  ])
  const request = rows[0]?.id ?? newRequestId()
  const id = `${world.tenant}/desk/forged-${newRequestId()}`
  await world.temporal.workflow
    .start(workflowTypes.request, {
      workflowId: id,
      taskQueue: thinkQueue(world.tenant),
      args: [{ request, timing }],
    })
    .catch(() => undefined)
  return id
}

/** Everything that was decided of the request, or its one step, goes to the gate without anybody who would wait for a yes. */
async function takeOver(
  { world, rogue, taken }: ForgeOptions,
  request: string,
  step: number | null,
): Promise<number> {
  const { rows } = await world.admin.query<{ turn: number; index: number; workflow_id: string }>(
    `select c.turn, c.call_index as index, r.workflow_id from calls c join requests r on r.id = c.request
     where c.request = $1 and c.step is not null and c.step = coalesce($2, c.step) and r.closed_at is null
     order by c.turn desc, c.call_index limit 20`,
    [request, step],
  )
  const [first] = rows
  if (!first) return 0
  taken.add(request)
  const refs = rows.map(({ turn, index }) => ({ request, call: { turn, index } }))
  await rogue.takeOver(first.workflow_id, refs).catch(() => undefined)
  return 1
}

/** Forged workflows that neither failed nor were ended within a time that they surely would have. */
async function believed(world: World, forged: readonly { id: string; at: number }[]): Promise<string[]> {
  const states = await Promise.all(
    forged.map(async ({ id, at }) => {
      const handle = world.temporal.workflow.getHandle(id)
      const leftMs = Math.max(0, at + failedWithinMs - Date.now())
      const waiting = new Promise((resolve) => setTimeout(resolve, leftMs))
      await Promise.race([handle.result().catch(() => undefined), waiting])
      const { status } = await handle.describe()
      // Reconciliation ends what no request was ever opened for.
      return status.name === 'FAILED' || status.name === 'TERMINATED' ? null : `${id} is ${status.name}`
    }),
  )
  return states.filter((each) => each !== null)
}
