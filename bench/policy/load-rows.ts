import { parse } from 'yaml'
import { catalog } from '#catalog/index.ts'
import type { Bundle } from '#policy/bundle.ts'
import { createDecider, type Decider } from '#policy/decide.ts'
import { fromJson, toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { compared, figure, median, type Row } from '../result.ts'
import { dexFiles } from './dex-side.ts'
import { bytesHeld } from './memory.ts'
import { processorClock } from './processor.ts'
import { actions, makeWorld, type World } from './world.ts'

const size = 10_000
/** At most one and a half times as long: 1 / 1.5. */
const goal = 0.667

export interface LoadOptions {
  rounds: number
  collect: () => void
}

/**
 * From the files' text to a decider that has compiled every rule, beside the YAML library's plain `parse` of the same
 * text. The first includes its own parsing, with places kept for every value.
 */
export function loadRows({ rounds, collect }: LoadOptions): Row[] {
  const world = makeWorld(size, actions.length * 10)
  const files = dexFiles(world)
  const json = toJson(loadBundle({ operator: files }, catalog))
  const timed = {
    yaml: [] as number[],
    load: [] as number[],
    json: [] as number[],
  }
  for (let round = 0; round <= rounds; round += 1) {
    const yaml = () => perSecond(collect, () => files.map(({ text }) => parse(text) as unknown))
    const load = () => perSecond(collect, () => ready(world, loadBundle({ operator: files }, catalog)))
    const [first, second] = round % 2 === 0 ? [yaml(), load()] : [load(), yaml()].toReversed()
    const third = perSecond(collect, () => ready(world, fromJson(json)))
    // The first is for warming up.
    if (round === 0) continue
    timed.yaml.push(first ?? Number.NaN)
    timed.load.push(second ?? Number.NaN)
    timed.json.push(third)
  }
  const ratio = (of: readonly number[]): number =>
    median(of.map((value, round) => value / (timed.yaml[round] ?? Number.NaN)))
  const yamlRow = figure('YAML alone, parsed', median(timed.yaml), 'rules/s')
  return [
    compared(
      figure('dex, YAML to compiled', median(timed.load), 'rules/s'),
      yamlRow,
      ratio(timed.load),
      goal,
    ),
    compared(
      figure('dex, canonical JSON to compiled', median(timed.json), 'rules/s'),
      yamlRow,
      ratio(timed.json),
    ),
    yamlRow,
    figure('dex, memory a rule', bytesHeld(collect, () => ready(world, fromJson(json))) / size, 'bytes'),
  ]
}

/** Plans are made when an action is first asked about: each is. */
function ready(world: World, bundle: Bundle): Decider {
  const decide = createDecider(bundle, { catalog })
  const left = new Set<string>(actions)
  for (const input of world.inputs) if (left.delete(input.action)) decide(input)
  if (left.size > 0) throw new Error(`no input for ${[...left].join(', ')}`)
  return decide
}

function perSecond(collect: () => void, work: () => unknown): number {
  collect()
  const clock = processorClock()
  work()
  return (size / clock()) * 1_000
}
