import { connectAs } from '../up/connect.ts'
import { type Case, platforms } from './case.ts'
import { type Cast, castAll, idOf } from './cast.ts'
import { drive, type Stage } from './drive.ts'
import { judge, keyOf, looksOf, type Seen, type Verdict, writesOf } from './judge.ts'
import { listOf, setUp } from './set-up.ts'

export interface Outcome {
  verdicts: Verdict[]
  stray: string[]
  broken: string[]
}

/**
 * Runs cases side by side, each with people of its own; those that disturb a platform afterwards, one by one. A case that
 * cannot be run is named and the others go on.
 */
export async function runCases(
  stage: Stage,
  cases: readonly Case[],
  options: { seed: number; width: number; signal: AbortSignal; ran: (verdict: Verdict) => void },
): Promise<Outcome> {
  const casts = castAll(stage.company, cases, options.seed)
  const outcome: Outcome = { verdicts: [], stray: [], broken: [] }
  const accounted = new Set<string>()

  const one = async (each: Case): Promise<void> => {
    try {
      const verdict = await runCase(stage, each, casts.get(each.id) as Cast, accounted)
      outcome.verdicts.push(verdict)
      options.ran(verdict)
    } catch (error) {
      outcome.broken.push(`${each.id}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const queue = cases.filter((each) => !each.alone)
  const lane = async (): Promise<void> => {
    for (;;) {
      const next = options.signal.aborted ? undefined : queue.shift()
      if (!next) return
      await one(next)
    }
  }
  await Promise.all(Array.from({ length: options.width }, lane))
  for (const each of cases.filter((other) => other.alone)) {
    if (options.signal.aborted) break
    await one(each)
    for (const platform of platforms) await stage.emulators.clearFaults(platform)
  }
  for (const entry of await stage.emulators.writes()) {
    if (!accounted.has(entry.requestId)) outcome.stray.push(`${entry.platform} ${entry.method} ${entry.path}`)
  }
  return outcome
}

async function runCase(stage: Stage, each: Case, cast: Cast, accounted: Set<string>): Promise<Verdict> {
  const { company, emulators } = stage
  await connectOwn(stage, each, cast)
  await setUp(emulators, company, each, cast)
  const before = await seen(stage, each, cast)
  const course = await drive(stage, each, cast)
  const after = await seen(stage, each, cast)
  const writes = writesOf(await emulators.writes(), cast, course)
  for (const entry of writes) accounted.add(entry.requestId)
  return judge({ company, each, cast, course, writes, before, after })
}

/** As the requester did some day, while all was well. */
async function connectOwn(stage: Stage, { connected }: Case, cast: Cast): Promise<void> {
  const requester = cast.get('requester')
  if (!requester || connected.length === 0) return
  const { url } = await stage.as(requester.email)
  for (const platform of connected) await connectAs(url, requester.email, platform, ['own'])
}

async function seen({ company, emulators }: Stage, each: Case, cast: Cast): Promise<Seen> {
  const looks = looksOf(each, cast)
  const found = await Promise.all(
    platforms.map(async (platform) => {
      const own = looks.filter((look) => look.platform === platform)
      const asked = own.map(({ thing }) => ({
        in: listOf(thing),
        id: idOf(company, cast, platform, thing),
      }))
      const entries = await emulators.look(platform, asked)
      return own.map(({ thing }, at) => [keyOf(platform, thing), entries[at] ?? null] as const)
    }),
  )
  return new Map(found.flat())
}
