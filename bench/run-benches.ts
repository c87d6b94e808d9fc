import { execFile } from 'node:child_process'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Bench, BenchResult, type BenchOptions } from './result.ts'
import { renderTable } from './table.ts'

const run = promisify(execFile)

export interface RunOptions extends BenchOptions {
  /** `NAME.json` is written here. */
  directory: string
  /** Of the repository, whose commit is named. */
  root: string
  /** For tables. */
  print: (text: string) => void
}

/** Runs the benches one after the other, writes each result and prints its table; false where a goal was missed. */
export async function runBenches(
  benches: Readonly<Record<string, Bench>>,
  options: RunOptions,
): Promise<boolean> {
  const commit = await commitOf(options.root)
  let met = true
  for (const [name, bench] of Object.entries(benches)) {
    const rows = await bench(options)
    const result = BenchResult.parse({ name, machine: machine(), commit, rows })
    await mkdir(options.directory, { recursive: true })
    const file = join(options.directory, `${name}.json`)
    await writeFile(`${file}.next`, `${JSON.stringify(result, null, 2)}\n`)
    await rename(`${file}.next`, file)
    options.print(renderTable(result))
    met &&= rows.every((row) => row.ok)
  }
  return met
}

const machine = (): string =>
  [
    `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
  ].join(', ')

/** `unknown` outside of a repository: a figure without its commit is still a figure. */
async function commitOf(root: string): Promise<string> {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root })
    const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: root })
    return `${commit.trim()}${changes.trim() === '' ? '' : '+'}`
  } catch {
    return 'unknown'
  }
}
