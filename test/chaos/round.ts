import type { RequestId } from '#contract/ids.ts'
import type { RequestInput } from '#contract/messages.ts'
import { createRandom } from '#sandbox/base/random.ts'
import { createCast, employees, lostPhone } from '../support/cast.ts'
import { openTicket } from '../support/door.ts'
import { plantFault } from '../support/platform.ts'
import type { RunningServices } from '../support/services.ts'
import { createWorldOn } from '../support/world.ts'
import { type Crew, startCrew } from './crew.ts'
import { type RoundVerdict, verdictOf } from './verdict.ts'
import { approveAll } from './people.ts'
import { resetSomewhere, terminateAndRestart } from './raw-client.ts'

export interface RoundOptions {
  seed: number
  requests: number
  /** No more than this many are broken at once and in all; the round ends when every request has. */
  killsMax: number
  /** Whether Temporal and Postgres themselves are killed too. */
  servers: boolean
  /** Of which the second half is left in peace: what is to come to its end has to be let. */
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
}

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
    env: {
      DEX_CALL_TIMEOUT: `${options.callMs}ms`,
      DEX_CLOCK_SKEW: '200ms',
      DEX_WORKFLOW_TASK_TIMEOUT: '2s',
    },
  })
  world.admin.on('error', () => undefined)
  const api = world.database('dex_api')
  const cast = await createCast(world)
  const crew = await startCrew(world)
  const counts: RoundCounts = {
    kills: 0,
    temporalKills: 0,
    postgresKills: 0,
    faults: 0,
    resets: 0,
    restarts: 0,
  }
  const approving = approveAll(world, api, cast.admin, stopping.signal)
  try {
    const opened: { request: RequestId; workflowId: string; login: string }[] = []
    for (const login of employees(world).slice(0, options.requests)) {
      const { request, workflowId } = await openTicket(world, api, lostPhone(login), { timing })
      opened.push({ request, workflowId, login })
    }
    const closed = async (): Promise<ReadonlySet<string>> => {
      const { rows } = await api
        .transaction(world.tenant, async (tx) => ({
          rows: await tx.selectFrom('requests').select('id').where('closed_at', 'is not', null).execute(),
        }))
        .catch(() => ({ rows: [] }))
      return new Set(rows.map((row) => row.id))
    }
    const peaceful = Date.now() + options.timeoutMs / 2
    const until = peaceful + options.timeoutMs / 2
    let done = await closed()
    let told = 0
    while (done.size < opened.length && Date.now() < until) {
      await pause(100 + random() * 500)
      const open = opened.filter((each) => !done.has(each.request))
      const victim = open[Math.floor(random() * open.length)]
      if (counts.kills < options.killsMax && Date.now() < peaceful && !options.signal?.aborted) {
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
      done = await closed()
      if (counts.kills - told >= 25) {
        told = counts.kills
        options.progress?.(`${told} workers killed, ${done.size} of ${opened.length} requests through`)
      }
    }
    stopping.abort()
    await approving
    return { counts, verdict: await verdictOf(world, api, opened) }
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
