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
  /** Forged workflows for which anything was done, or that neither failed nor were ended: none may be. */
  believed: string[]
}

const timing = { thinkMs: 10_000, gateMs: 15_000, escalatedMs: 500 }

/** How often forged workflows are looked at, and how long one may take to fail once the attack is over, in milliseconds. */
const lookEveryMs = 10_000
const failedWithinMs = 120_000

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
  let forged: string[] = []
  let looked = Date.now()
  while (!signal.aborted) {
    await pause(400)
    const ids = options.workflowIds()
    const workflowId = ids[Math.floor(random() * ids.length)]
    if (workflowId === undefined) continue
    counts.replayed += await replay(world, workflowId)
    if (random() < 0.2) {
      const id = await startForged(world, workflowId)
      if (id !== null) forged.push(id)
      counts.workflows += id === null ? 0 : 1
    }
    if (Date.now() - looked >= lookEveryMs) {
      looked = Date.now()
      forged = await openStill(world, forged, counts.believed)
    }
    const step = unfinished.shift()
    if (step) counts.takenOver += await takeOver(options, step.request, step.step)
    const seat = seats.shift()
    if (seat) counts.takenOver += await takeOver(options, seat.request, null)
  }
  const end = Date.now() + failedWithinMs
  while (forged.length > 0 && Date.now() < end) {
    forged = await openStill(world, forged, counts.believed)
    if (forged.length > 0) await pause(1_000)
  }
  counts.believed.push(...forged.map((id) => `${id} runs on`))
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

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

async function startForged(world: World, workflowId: string): Promise<string | null> {
  const { rows } = await world.admin.query<{ id: string }>(`select id from requests where workflow_id = $1`, [
    workflowId,
  ])
  const request = rows[0]?.id ?? newRequestId()
  const id = `${world.tenant}/desk/forged-${newRequestId()}`
  return world.temporal.workflow
    .start(workflowTypes.request, {
      workflowId: id,
      taskQueue: thinkQueue(world.tenant),
      args: [{ request, timing }],
    })
    .then(
      () => id,
      () => null,
    )
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

/** Those of which it is not known yet whether anybody believes them; `believed` gets those that somebody does. */
async function openStill(world: World, forged: readonly string[], believed: string[]): Promise<string[]> {
  const look = async (id: string): Promise<string | null> => {
    const handle = world.temporal.workflow.getHandle(id)
    const { status } = await handle.describe()
    const { events } = await handle.fetchHistory()
    const done = (events ?? []).some((event) => event.activityTaskCompletedEventAttributes)
    if (!done && status.name === 'RUNNING') return id
    // Reconciliation ends what no request was ever opened for.
    if (done || (status.name !== 'FAILED' && status.name !== 'TERMINATED'))
      believed.push(`${id} is ${status.name}${done ? ', and something was done for it' : ''}`)
    return null
  }
  const states = await Promise.all(forged.map((id) => look(id).catch(() => id)))
  return states.filter((id) => id !== null)
}
