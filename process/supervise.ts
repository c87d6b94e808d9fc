import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { DexError } from '#contract/error.ts'
import { endProcess } from './stop.ts'

export interface SuperviseOptions {
  /** The part's name: prefix of its lines in the log file. */
  name: string
  command: string
  args: readonly string[]
  env?: Readonly<Record<string, string | undefined>>
  cwd?: string
  /** Appended to; stderr, and stdout lines that are not JSON, go there. */
  logFile: string
  /** From SIGTERM to SIGKILL, in milliseconds. */
  graceMs: number
  /** Every JSON line of stdout, in order. */
  onLine?: (line: unknown) => void
  /** Called once when it ends without having been asked to. */
  onUnexpectedExit?: (exit: Exit) => void
}

export interface Exit {
  name: string
  code: number | null
  signal: NodeJS.Signals | null
  /** The last lines of stderr, at most 20. */
  lastLines: string[]
}

export interface Supervised {
  readonly name: string
  readonly pid: number
  /** Resolves when it is gone, for whatever reason. */
  readonly exited: Promise<Exit>
  /** SIGTERM, after the grace SIGKILL. Safe to call more than once. */
  stop(): Promise<void>
}

const linesKept = 20

/** Starts a child; throws `bootstrap_failed` when it cannot be spawned. The child's stdin ends when this process dies. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 })
  // a log that cannot be written must not end the parent
  log.on('error', () => {})
  const child = spawn(options.command, options.args, {
    env: options.env as NodeJS.ProcessEnv | undefined,
    cwd: options.cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    // a group of its own: Ctrl-C reaches the parent alone, which ends the parts in order
    detached: true,
  })
  child.stdin.on('error', () => {})
  const lastLines: string[] = []
  const write = (line: string): void => {
    lastLines.push(line)
    if (lastLines.length > linesKept) lastLines.shift()
    log.write(`${options.name} | ${line}\n`)
  }
  createInterface({ input: child.stderr }).on('line', write)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const value = parsed(line)
    if (value === undefined) write(line)
    else options.onLine?.(value)
  })

  let asked = false
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      const end = once(() => {
        const exit = { name: options.name, code, signal, lastLines }
        log.end()
        resolve(exit)
        if (!asked) options.onUnexpectedExit?.(exit)
      })
      // `close` comes after the last line; a grandchild that holds the pipes open must not hold us
      child.once('close', end)
      setTimeout(end, 500).unref()
    })
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (cause) =>
      reject(
        new DexError('bootstrap_failed', `\`${options.name}\` cannot be started`, {
          cause,
          log: cause.message,
        }),
      ),
    )
  })
  const pid = child.pid as number
  return {
    name: options.name,
    pid,
    exited,
    stop: () => {
      asked = true
      return endProcess(pid, exited, options.graceMs)
    },
  }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    run()
  }
}

function parsed(line: string): unknown {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
