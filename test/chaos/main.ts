import '../support/quiet.ts'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSeededRun, say, untilStopped } from '../support/seeded-run.ts'
import { startServices } from '../support/services.ts'
import { type RoundCounts, runRound } from './round.ts'
import type { RoundVerdict } from './verdict.ts'

// What one worker has compiled, the next one loads: it is there sooner to be killed.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'dex-chaos-compiled')
const { seed, size, values } = readSeededRun(500, { 'call-ms': { type: 'string', default: '1000' } })

/** Rounds of one tenant each, until as many workers as asked for were killed. */
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
      requests: 10,
      refill: true,
      pairs: 3,
      killsMax: Math.min(250, size - killsOf(counts)),
      servers: true,
      timeoutMs: 2_400_000,
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
    minutes: Math.round((Date.now() - started) / 6_000) / 10,
    kills: killsOf(counts),
    fallen: sum((each) => each.fallen),
    temporalKills: sum((each) => each.temporalKills),
    temporalHung: services.hung(),
    postgresKills: sum((each) => each.postgresKills),
    faults: sum((each) => each.faults),
    resets: sum((each) => each.resets),
    restarts: sum((each) => each.restarts),
    requests: verdicts.reduce((all, each) => all + each.requests, 0),
    resolved: verdicts.reduce((all, each) => all + each.resolved, 0),
    escalated: verdicts.map((each) => each.escalated),
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
  return all.reduce((sum, each) => sum + each.kills, 0)
}
