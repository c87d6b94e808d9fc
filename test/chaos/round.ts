import type { RequestInput } from '#contract/messages.ts'
import { createRandom } from '#sandbox/base/random.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { createCast, employees } from '../support/cast.ts'
import { plantFault } from '../support/platform.ts'
import type { RunningServices } from '../support/services.ts'
import { createWorldOn } from '../support/world.ts'
import { type Crew, startCrew } from './crew.ts'
import { createDoor } from './door.ts'
import { type RoundVerdict, verdictOf } from './verdict.ts'
import { approveAll } from './people.ts'
import { resetSomewhere, terminateAndRestart } from './raw-client.ts'

export interface RoundOptions {
  seed: number
  /** Open at once. */
  requests: number
  /** Whether another is opened for each that comes to its end, for as long as things are broken. */
  refill: boolean
  /** Pairs of a gate and a think worker. */
  pairs: number
  /** No more than this many workers are killed. */
  killsMax: number
  /** Whether Temporal and Postgres themselves are killed too. */
  servers: boolean
  /** Of which things are broken in the first half at most; then all that is open is left in peace for as long as the second half. */
  timeoutMs: number
  /** How long a platform may take, in milliseconds; longer on a machine that does other work beside. */
  callMs: number
  /** Breaks nothing any more once it is aborted; what is under way is let finish. */
  signal?: AbortSignal
  progress?: (line: string) => void
}

export interface RoundCounts {
  kills: number
  temporalKills: number
  postgresKills: number
  faults: number
  resets: number
  restarts: number
  /** Workers that ended of themselves. */
  fallen: number
}

/** People of whom each asks once. */
const crowd = 600

const faultKinds = ['status429', 'status500', 'reset_before', 'reset_after', 'delay'] as const
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** One tenant, many requests, and everything around them dying at random moments until they are through. */
export async function runRound(
  services: RunningServices,
  options: RoundOptions,
): Promise<{ counts: RoundCounts; verdict: RoundVerdict }> {
  const random = createRandom(options.seed)
  const workMs = options.callMs + 5_000
  const timing: RequestInput['timing'] = { thinkMs: workMs, gateMs: workMs, escalatedMs: 1_000 }
  const stopping = new AbortController()
  const world = await createWorldOn(services, {
    ...(options.refill && { company: createCompany({ people: crowd }) }),
    env: {
      DEX_CALL_TIMEOUT: `${options.callMs}ms`,
      DEX_CLOCK_SKEW: '200ms',
      DEX_WORKFLOW_TASK_TIMEOUT: '2s',
      // For those that reconciliation starts again.
      DEX_THINK_TIMEOUT: `${workMs}ms`,
      DEX_GATE_TIMEOUT: `${workMs}ms`,
      DEX_ESCALATED_KEEP: '1s',
    },
  })
  world.admin.on('error', () => undefined)
  const api = world.database('dex_api')
  const cast = await createCast(world)
  const crew = await startCrew(world, options.pairs)
  const counts: RoundCounts = {
    kills: 0,
    temporalKills: 0,
    postgresKills: 0,
    faults: 0,
    resets: 0,
    restarts: 0,
    fallen: 0,
  }
  const approving = approveAll(world, api, cast.admin, stopping.signal)
  try {
    const door = createDoor(world, api, timing, stopping.signal)
    const logins = employees(world)
    const opening: Promise<void>[] = []
    const refill = (open: number): void => {
      for (let missing = options.requests - open; missing > 0; missing -= 1) {
        const login = logins[opening.length]
        if (login !== undefined) opening.push(door.open(login))
      }
    }
    refill(0)
    await Promise.all(opening)
    const closed = async (): Promise<ReadonlySet<string>> => {
      const { rows } = await api
        .transaction(world.tenant, async (tx) => ({
          rows: await tx.selectFrom('requests').select('id').where('closed_at', 'is not', null).execute(),
        }))
        .catch(() => ({ rows: [] }))
      return new Set(rows.map((row) => row.id))
    }
    let breaking = true
    let until = Date.now() + options.timeoutMs / 2
    let done = await closed()
    let told = 0
    while (breaking || (Date.now() < until && done.size < door.opened.length)) {
      await pause(100 + random() * 500)
      done = new Set([...done, ...(await closed())])
      const open = door.opened.filter((each) => !done.has(each.request))
      if (breaking && options.refill) refill(opening.length - done.size)
      const victim = open[Math.floor(random() * open.length)]
      // Now and then all are killed; else half of them work, or nothing would be under way to be interrupted.
      if (breaking && (crew.living() >= options.pairs || random() < 0.05)) {
        await breakSomething(
          {
            ...{ crew, counts, random, services, servers: options.servers, okta: world.okta.url },
            delayMs: options.callMs * 1.5,
          },
          async (kind) => {
            if (!victim) return
            if (kind === 'reset') {
              if (await resetSomewhere(world, victim.workflowId, random())) counts.resets += 1
            } else {
              await terminateAndRestart(world, victim.workflowId, { request: victim.request, timing })
              counts.restarts += 1
            }
          },
        )
      }
      if (counts.kills - told >= 25) {
        told = counts.kills
        options.progress?.(`${told} workers killed, ${done.size} of ${door.opened.length} requests through`)
      }
      const through = !options.refill && done.size >= door.opened.length
      if (
        breaking &&
        (counts.kills >= options.killsMax || through || Date.now() >= until || options.signal?.aborted)
      ) {
        breaking = false
        await Promise.all(opening)
        until = Date.now() + options.timeoutMs / 2
        options.progress?.(`peace: ${door.opened.length - done.size} requests are still open`)
      }
    }
    stopping.abort()
    await approving
    counts.fallen = crew.fallen()
    return { counts, verdict: await verdictOf(world, api, door.opened) }
  } finally {
    stopping.abort()
    await crew.stop()
    await world.close()
  }
}

interface Around {
  crew: Crew
  counts: RoundCounts
  random: () => number
  services: RunningServices
  servers: boolean
  okta: string
  /** Past the time that a platform may take. */
  delayMs: number
}

async function breakSomething(
  { crew, counts, random, services, servers, okta, delayMs }: Around,
  raw: (kind: 'reset' | 'restart') => Promise<void>,
): Promise<void> {
  const chance = random()
  if (chance < 0.05) return raw('reset').catch(() => undefined)
  if (chance < 0.09) return raw('restart').catch(() => undefined)
  if (chance < 0.2) {
    const kind = faultKinds[Math.floor(random() * faultKinds.length)] ?? 'status500'
    await plantFault(okta, { match: {}, kind, ...(kind === 'delay' ? { ms: delayMs } : {}) })
    counts.faults += 1
    return
  }
  if (servers && chance < 0.23) {
    counts.temporalKills += 1
    await services.killTemporal()
    return
  }
  if (servers && chance < 0.26) {
    counts.postgresKills += 1
    await services.killPostgres()
    return
  }
  if (crew.killOne(random())) counts.kills += 1
}
