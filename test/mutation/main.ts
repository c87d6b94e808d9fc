import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { rooms } from './rooms.ts'

/**
 * `npm run test:mutation -- [ROOM…] [--concurrency N]`: every change that Stryker can think of in the policy room, one at a time,
 * and whether a test fails. Ends with 1 where fewer than `least` of a hundred do, in any part. Each part's report with its
 * survivors is left in `.dex/mutation/`.
 */
const least = 90

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string', default: '1' } },
})
const chosen = rooms.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

interface Row {
  room: string
  mutants: number
  killed: number
  timeout: number
  survived: number
  uncovered: number
  score: number
}
const rowOf = (room: string, statuses: readonly string[]): Row => {
  const count = (status: string): number => statuses.filter((each) => each === status).length
  const [killed, timeout] = [count('Killed'), count('Timeout')]
  const score = Math.floor((1_000 * (killed + timeout)) / statuses.length) / 10
  return {
    ...{ room, mutants: statuses.length, killed, timeout },
    ...{ survived: count('Survived'), uncovered: count('NoCoverage'), score },
  }
}

const rows: Row[] = []
const all: string[] = []
for (const { name, mutate, tests } of chosen) {
  Object.assign(process.env, { DEX_MUTATION_TESTS: tests.join(','), DEX_PROPERTY_RUNS: '15' })
  const stryker = new Stryker({
    configFile: '.config/stryker.json',
    mutate,
    concurrency: Number(values.concurrency),
    jsonReporter: { fileName: `.dex/mutation/${name}.json` },
    tempDirName: `.dex/mutation/${name}`,
  })
  const statuses = (await stryker.runMutationTest()).map(({ status }) => status)
  rows.push(rowOf(name, statuses))
  all.push(...statuses)
}
const whole = rowOf('all', all)
// biome-ignore lint/suspicious/noConsole: a table for people
console.table([...rows, whole])
process.exit([...rows, whole].every(({ score }) => score >= least) ? 0 : 1)
