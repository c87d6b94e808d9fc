import { setTimeout } from 'node:timers/promises'
import type { RequestId } from '#contract/ids.ts'
import type { Database } from '#store/database.ts'
import { openTicket, rowOf } from '../support/door.ts'
import type { Person, World } from '../support/world.ts'
import { consoleMark } from './adversary.ts'

/** A request in an administrator's own console session. */
export interface Seat {
  request: RequestId
}

/** How long the model proposes there before the attacker goes on as its workflow, in milliseconds. */
const proposedMs = 1_500
/** So many at once after another, and one now and then from there on: each leaves a request that waits. */
const atOnce = 6
const betweenMs = 15_000

/**
 * The model at the console of somebody whose own token is due without anybody's yes (T21): what it proposes is what stands
 * between it and the platform. Nobody confirms anything; the attacker goes on as each of these requests.
 */
export async function attackConsole(
  front: { world: World; api: Database; seats: Seat[]; taken: ReadonlySet<string>; opened: number },
  person: Person,
  signal: AbortSignal,
): Promise<void> {
  const { world, api, seats, taken } = front
  for (let round = 0; !signal.aborted; round += 1) {
    const ticket = {
      title: 'Help',
      text: `${consoleMark} ${person.id}/${round}`,
      requesterEmail: person.email,
    }
    const opened = await openTicket(world, api, ticket, {
      timing: { escalatedMs: 200 },
      workflowTaskTimeout: '10s',
      console: person,
    }).catch(() => null)
    if (opened === null) {
      await setTimeout(1_000)
      continue
    }
    const { request } = opened
    front.opened += 1
    const end = Date.now() + proposedMs
    let offered = false
    while (!signal.aborted && !taken.has(request)) {
      await setTimeout(150)
      if ((await rowOf(world, api, request)).closed_at !== null) break
      if (!offered && Date.now() > end && (await hasStep(world, api, request))) {
        offered = true
        seats.push({ request })
      }
    }
    if (round >= atOnce) await setTimeout(betweenMs, undefined, { signal }).catch(() => undefined)
  }
}

const hasStep = async (world: World, api: Database, request: RequestId): Promise<boolean> =>
  (
    await api.transaction(world.tenant, (tx) =>
      tx.selectFrom('proposals').select('step').where('request', '=', request).limit(1).execute(),
    )
  ).length > 0
