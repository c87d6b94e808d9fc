import '../support/quiet.ts'
import { readSeededRun, say, untilStopped } from '../support/seeded-run.ts'
import { startServices } from '../support/services.ts'
import { type RoundCounts, runRound } from './round.ts'
import type { RoundVerdict } from './verdict.ts'

const { seed, size, values } = readSeededRun(500, { 'call-ms': { type: 'string', default: '1000' } })

/** Rounds of one tenant each, until as many processes as asked for were killed. */
say(`seed ${seed}, ${size} kills`)
const signal = untilStopped()
const started = Date.now()
const services = await startServices(say)
const counts: RoundCounts[] = []
const verdicts: RoundVerdict[] = []
try {
  for (let round = 0; killsOf(counts) < size && !signal.aborted; round += 1) {
    const { counts: made, verdict } = await runRound(services, {
      seed: seed + round * 7_919,
      requests: 24,
      killsMax: Math.min(150, size - killsOf(counts)),
      servers: true,
      timeoutMs: 900_000,
      callMs: Number(values['call-ms']),
      signal,
      progress: say,
    })
    counts.push(made)
    verdicts.push(verdict)
    const minutes = ((Date.now() - started) / 60_000).toFixed(1)
    say(`round ${round + 1}, ${minutes} min: ${killsOf(counts)} killed; ${JSON.stringify(verdict)}`)
  }
  const sum = (of: (each: RoundCounts) => number) => counts.reduce((all, each) => all + of(each), 0)
  const listed = (of: (each: RoundVerdict) => string[]) => verdicts.flatMap(of)
  const result = {
    seed,
    complete: killsOf(counts) >= size,
    kills: killsOf(counts),
    temporalKills: sum((each) => each.temporalKills),
    postgresKills: sum((each) => each.postgresKills),
    faults: sum((each) => each.faults),
    resets: sum((each) => each.resets),
    restarts: sum((each) => each.restarts),
    requests: verdicts.reduce((all, each) => all + each.requests, 0),
    resolved: verdicts.reduce((all, each) => all + each.resolved, 0),
    lost: listed((each) => each.lost),
    doubled: listed((each) => each.doubled),
    untrue: listed((each) => each.untrue),
    broken: listed((each) => each.broken),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
  const wrong = [...result.lost, ...result.doubled, ...result.untrue, ...result.broken]
  process.exitCode = result.complete && wrong.length === 0 ? 0 : 1
} finally {
  await services.stop()
}
process.exit()

function killsOf(all: readonly RoundCounts[]): number {
  return all.reduce((sum, each) => sum + each.kills + each.temporalKills + each.postgresKills, 0)
}
