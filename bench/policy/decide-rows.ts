import { compared, figure, median, type Row } from '../result.ts'
import { casbinSide } from './casbin-side.ts'
import { caslSide } from './casl-side.ts'
import { cedarSide } from './cedar-side.ts'
import { crossCheck } from './cross-check.ts'
import { dexSide } from './dex-side.ts'
import { processorClock } from './processor.ts'
import type { MakeSide, Side } from './side.ts'
import { makeWorld } from './world.ts'

const sizes = [10, 100, 1_000, 10_000] as const
const inputsASize = 300
const sliceMs = 120
const warmUpMs = 400
/** Not counted: caches still hold what the side before left there. */
const runUpMs = 20
const goals: Readonly<Record<string, (size: number) => number>> = {
  cedar: (size) => (size === 10 ? 15 : 30),
  casbin: () => 10,
  casl: () => 0.25,
}
const ownGoal = 0.7

interface Lane {
  size: number
  side: Side
  next: number
  perSecond: number[]
}

export interface DecideOptions {
  rounds: number
  collect: () => void
  progress: (line: string) => void
}

/**
 * Every engine at every size, one slice after the other, in every round; a ratio is the median of the rounds' own.
 * Throws where two engines do not agree on an input.
 */
export async function decideRows({ rounds, collect, progress }: DecideOptions): Promise<Row[]> {
  const lanes: Lane[] = []
  for (const size of sizes) {
    const world = makeWorld(size, inputsASize)
    const makers: readonly MakeSide[] = [dexSide, cedarSide, casbinSide, caslSide]
    const sides = await Promise.all(makers.map(async (make) => make(world)))
    const { permitted } = crossCheck(world, sides)
    progress(
      `${size} rules: ${sides.length} engines agree on ${inputsASize} inputs, ${permitted} of them permitted`,
    )
    for (const side of sides) lanes.push({ size, side, next: 0, perSecond: [] })
  }
  for (const lane of lanes) slice(lane, warmUpMs)
  for (let round = 0; round < rounds; round += 1) {
    collect()
    for (const lane of round % 2 === 0 ? lanes : lanes.toReversed()) {
      slice(lane, runUpMs)
      lane.perSecond.push(slice(lane, sliceMs))
    }
  }
  return sizes.flatMap((size) => rowsOf(size, lanes))
}

/** Decisions a second of processor time; goes on with the inputs where the slice before ended. */
function slice(lane: Lane, milliseconds: number): number {
  const { permits } = lane.side
  const clock = processorClock()
  let count = 0
  let batch = 1
  let elapsed = 0
  while (elapsed < milliseconds) {
    for (let left = batch; left > 0; left -= 1) {
      permits(lane.next)
      lane.next = lane.next + 1 === inputsASize ? 0 : lane.next + 1
    }
    count += batch
    elapsed = clock()
    batch = Math.min(1_000, Math.max(1, Math.floor((count / elapsed) * 5)))
  }
  return (count / elapsed) * 1_000
}

function rowsOf(size: number, lanes: readonly Lane[]): Row[] {
  const rowOf = (lane: Lane): Row =>
    figure(labelOf(lane.side.name, lane.size), median(lane.perSecond), 'decisions/s')
  const own = find(lanes, 'dex', size)
  const others = lanes
    .filter((lane) => lane.size === size && lane !== own)
    .map((lane) => ({
      lane,
      row: rowOf(lane),
    }))
  const smallest = find(lanes, 'dex', sizes[0])
  return [
    ...others.map(({ lane, row }) =>
      compared(rowOf(own), row, ratioOf(own, lane), goals[lane.side.name]?.(size) ?? null),
    ),
    ...(size === sizes.at(-1)
      ? [compared(rowOf(own), rowOf(smallest), ratioOf(own, smallest), ownGoal)]
      : []),
    ...others.map(({ row }) => row),
  ]
}

const labelOf = (name: string, size: number): string => `${name}, ${size.toLocaleString('en-US')} rules`

function find(lanes: readonly Lane[], name: string, size: number): Lane {
  const found = lanes.find((lane) => lane.size === size && lane.side.name === name)
  if (found === undefined) throw new Error(`no lane ${name} ${size}`)
  return found
}

const ratioOf = (left: Lane, right: Lane): number =>
  median(left.perSecond.map((value, round) => value / (right.perSecond[round] ?? Number.NaN)))
