import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DexError } from '#contract/error.ts'
import { endLeftover } from '#process/embedded/server.ts'
import { type Supervised, supervise } from '#process/supervise.ts'

export interface ChildOptions {
  /** `api`, `gate`, `gate-2`. */
  name: string
  program: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  /** Dex's data directory. */
  data: string
  logs: string
  /** Where its process id is kept, for a start after a crash. */
  processes: string
  graceMs: number
}

export interface Child extends Supervised {
  /** The JSON line in which it said that it answers. */
  readonly ready: Record<string, unknown>
}

const startTimeoutMs = 90_000

/**
 * Runs one of our programs under this Node and waits for its `{"ready":true}`. One that an earlier start left behind is
 * ended first. Throws `bootstrap_failed` with the last words of one that does not come up; nothing stays then.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, graceMs } = options
  mkdirSync(options.logs, { recursive: true, mode: 0o700 })
  mkdirSync(options.processes, { recursive: true, mode: 0o700 })
  const pidFile = join(options.processes, `${name}.pid`)
  const title = titleOf(name, options.data)
  await endLeftover({ pidFile, mark: title, graceMs })

  const said = Promise.withResolvers<Record<string, unknown>>()
  const child = await supervise({
    name,
    command: process.execPath,
    args: [
      `--title=${title}`,
      '--disable-warning=ExperimentalWarning',
      // Most of what a request makes dies young: room for it costs memory and has it collected less often.
      '--max-semi-space-size=32',
      options.program,
      ...options.args,
    ],
    // what it has compiled once is loaded from there
    env: { NODE_COMPILE_CACHE: join(options.data, 'compiled'), ...options.env },
    logFile: join(options.logs, `${name}.log`),
    graceMs,
    onLine: (line) => {
      if (typeof line === 'object' && line !== null && 'ready' in line && line.ready === true) {
        said.resolve(line as Record<string, unknown>)
      }
    },
  })
  writeFileSync(pidFile, `${child.pid}\n`, { mode: 0o600 })
  void child.exited.then(() => rmSync(pidFile, { force: true }))

  const late = new AbortController()
  const first = await Promise.race([
    said.promise,
    child.exited.then((exit) => exit),
    wait(startTimeoutMs, 'late' as const, { signal: late.signal }).catch(() => 'late' as const),
  ])
  late.abort()
  if (typeof first === 'object' && 'ready' in first) return { ...child, ready: first }
  await child.stop()
  const exit = await child.exited
  const reason =
    first === 'late'
      ? `it did not answer within ${startTimeoutMs / 1_000} s`
      : `it ended with ${ending(exit)}`
  throw new DexError('bootstrap_failed', `${name} did not start: ${reason}\n${lastWords(exit.lastLines)}`, {
    mend: `see ${join(options.logs, `${name}.log`)}`,
  })
}

/** The process's title: it replaces its command line, so that one of this data directory is found again by it. */
export const titleOf = (name: string, data: string): string =>
  `dex-${name}-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`

export const ending = (exit: { code: number | null; signal: string | null }): string =>
  exit.signal ?? `code ${exit.code}`

const lastWords = (lines: readonly string[]): string => lines.slice(-8).join('\n')
