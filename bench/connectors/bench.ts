import { type Bench, compared, figure, median, type Row } from '../result.ts'
import { importTimes } from './imports.ts'
import { platforms, type Sides } from './sides.ts'

const roundsByDefault = 120
const callsARound = 10
const roundsToWarm = 20
/** As speeds: ours may take 1.05 of the SDK's time for a call, 1.5 of the SDKs' time to load. */
const callGoal = 0.952
const importGoal = 0.667

/** What a connector costs beside the vendor's SDK, against the emulated platform in the same process. */
export const connectors: Bench = async ({ rounds, progress }) => {
  const rows: Row[] = []
  for (const [name, start] of Object.entries(platforms)) {
    progress(name)
    const sides = await start()
    try {
      rows.push(...(await callRows(name, sides, (rounds ?? roundsByDefault) + roundsToWarm)))
    } finally {
      await sides.close()
    }
  }
  progress('imports')
  const loaded = await importTimes(Math.min(rounds ?? roundsByDefault, 9))
  const sdks = figure('loading the three SDKs', loaded.sdks, 'CPU ms')
  const ours = figure('loading all connectors', loaded.ours, 'CPU ms')
  return [...rows, sdks, compared(ours, sdks, loaded.ratio, importGoal)]
}

async function callRows(name: string, sides: Sides, rounds: number): Promise<Row[]> {
  const times: { ours: number; bare: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    // A few calls of each in turn, so that what else the machine does falls on both alike, and what a call leaves to be done
    // after its answer on its own side.
    const [first, second] = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)
    const pair = { ours: 0, bare: 0 }
    pair[first] = await timeOf(sides[first])
    pair[second] = await timeOf(sides[second])
    if (round >= roundsToWarm) times.push(pair)
  }
  const medianOf = (side: 'ours' | 'bare') => median(times.map((time) => time[side]))
  const bare = figure(`${name}: the SDK's call`, 1_000 / medianOf('bare'), 'calls/s')
  const ours = figure(`${name}: the connector's call`, 1_000 / medianOf('ours'), 'calls/s')
  return [bare, compared(ours, bare, median(times.map((time) => time.bare / time.ours)), callGoal)]
}

/** Milliseconds of one call, of several one after another. */
async function timeOf(call: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  for (let made = 0; made < callsARound; made += 1) await call()
  return (performance.now() - started) / callsARound
}
