import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { codec } from './codec/bench.ts'
import { connectors } from './connectors/bench.ts'
import { consoleBench } from './console/bench.ts'
import { gate } from './gate/bench.ts'
import { inflight } from './inflight/bench.ts'
import { log } from './log/bench.ts'
import { policy } from './policy/bench.ts'
import { requests } from './requests/bench.ts'
import type { Bench } from './result.ts'
import { runBenches } from './run-benches.ts'
import { tokens } from './tokens/bench.ts'

/** `npm run bench [-- NAME…] [--rounds N] [--size N]`; exit code 1 where a goal was missed, 2 for wrong use. */
const benches: Readonly<Record<string, Bench>> = {
  requests,
  gate,
  codec,
  policy,
  log,
  connectors,
  tokens,
  inflight,
  console: consoleBench,
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

function wrongUse(message: string): never {
  process.stderr.write(`${message}\nusage: npm run bench [-- NAME…] [--rounds N] [--size N]\n`)
  process.exit(2)
}

const counted = (name: string, given: string | undefined): number | null => {
  const value = given === undefined ? null : Number(given)
  if (value !== null && (!Number.isInteger(value) || value < 1))
    wrongUse(`\`${given}\` is no --${name}: a whole number from 1 on`)
  return value
}

function readArguments(): { names: string[]; rounds: number | null; size: number | null } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { rounds: { type: 'string' }, size: { type: 'string' } },
    })
    return {
      names: positionals.length === 0 ? Object.keys(benches) : positionals,
      rounds: counted('rounds', values.rounds),
      size: counted('size', values.size),
    }
  } catch (error) {
    wrongUse(error instanceof Error ? error.message : String(error))
  }
}

const { names, rounds, size } = readArguments()
const chosen: Record<string, Bench> = {}
for (const name of names) {
  const bench = benches[name]
  if (!bench) wrongUse(`there is no bench \`${name}\`; there are: ${Object.keys(benches).join(', ')}`)
  chosen[name] = bench
}
const met = await runBenches(chosen, {
  ...{ rounds, size },
  directory: here('results'),
  root: here('..'),
  progress: (line) => process.stderr.write(`${line}\n`),
  print: (text) => process.stdout.write(text),
})
process.exitCode = met ? 0 : 1
