import { parseArgs } from 'node:util'

export interface SeededRun {
  seed: number
  size: number
  /** The other options, as they were given. */
  values: Record<string, string | boolean | undefined>
}

export const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** What the long suites take, `--seed N --size N --json` and their own; ends the process with 2 on a wrong number. */
export function readSeededRun(
  size: number,
  own: Record<string, { type: 'string' | 'boolean'; default?: string | boolean }> = {},
): SeededRun {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      size: { type: 'string', default: String(size) },
      json: { type: 'boolean', default: false },
      ...own,
    },
  })
  const run = { seed: Number(values.seed), size: Number(values.size), values }
  if (Number.isSafeInteger(run.seed) && Number.isSafeInteger(run.size) && run.size >= 1) return run
  say(`--seed and --size take whole numbers, such as \`--seed 1 --size ${size}\``)
  process.exit(2)
}

/** Aborted by the first Ctrl-C or SIGTERM: a long run then ends with what it has. A second one ends the process as usual. */
export function untilStopped(): AbortSignal {
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => {
      say(`${name}: ending with what there is`)
      stopping.abort()
    })
  return stopping.signal
}
