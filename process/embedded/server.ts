import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { DexError } from '#contract/error.ts'
import { endProcess, endStranger, isAlive } from '../stop.ts'
import { commandOf } from './command-of.ts'

export interface ServerOptions {
  /** `temporal`, `postgres`. */
  name: string
  command: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** User to run as; absent: this process's own. */
  uid?: number
  gid?: number
  /** Its stdout and stderr are appended here. */
  logFile: string
  /** Its process id is kept here, so that the next start can end one that outlived its parent. */
  pidFile: string
  /** A part of its command line that no other process has. */
  mark: string
  stopSignal?: NodeJS.Signals
  /** From the stop signal to SIGKILL, in milliseconds. */
  graceMs: number
  /** Asked until it resolves; what it throws meanwhile is the reason if time runs out. */
  answers: () => Promise<void>
  /** In milliseconds. */
  startTimeout: number
}

export interface Server {
  readonly pid: number
  /** Resolves when it is gone, asked or not. */
  readonly exited: Promise<void>
  stop(): Promise<void>
}

/**
 * Starts a server and waits until it answers. Throws `bootstrap_failed` with the end of its log when it ends or does not
 * answer in time; nothing is left running then. It writes to its log itself, so it survives this process's death.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  await endLeftover(options)
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn(options.command, options.args, {
    env: options.env,
    cwd: options.cwd,
    uid: options.uid,
    gid: options.gid,
    stdio: ['ignore', log, log],
    // a group of its own: Ctrl-C reaches the parent alone, which ends the parts in order
    detached: true,
  })
  closeSync(log)
  // whatever way this process ends, but by SIGKILL, the server ends too
  const orphaned = (): void => {
    if (gone === null) child.kill(options.stopSignal ?? 'SIGTERM')
  }
  process.once('exit', orphaned)
  let gone: string | null = null
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      gone = `it cannot be run: ${error.message}`
      resolve()
    })
    child.once('exit', (code, signal) => {
      process.off('exit', orphaned)
      gone = `it ended with ${signal ?? `code ${code}`}`
      resolve()
    })
  })
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && gone === null) {
      await endProcess(child.pid, exited, options.graceMs, options.stopSignal)
    }
    rmSync(options.pidFile, { force: true })
  }
  if (child.pid !== undefined) writeFileSync(options.pidFile, `${child.pid}\n`, { mode: 0o600 })

  const until = Date.now() + options.startTimeout
  let last = 'it does not answer'
  for (;;) {
    await Promise.race([exited, wait(30)])
    if (gone === null) {
      try {
        await options.answers()
        return { pid: child.pid as number, exited, stop }
      } catch (error) {
        last = error instanceof Error ? error.message : String(error)
      }
    }
    if (gone !== null || Date.now() > until) {
      const reason = gone ?? `it did not answer within ${options.startTimeout / 1_000} s: ${last}`
      await stop()
      throw new DexError(
        'bootstrap_failed',
        `${options.name} did not start: ${reason}\n${tail(options.logFile)}`,
        {
          mend: `see ${options.logFile}`,
        },
      )
    }
  }
}

/** Ends one of an earlier run that was killed before it could stop it. Two on the same files would break them. */
export async function endLeftover(
  options: Pick<ServerOptions, 'pidFile' | 'mark' | 'graceMs' | 'stopSignal'>,
): Promise<void> {
  const pid = readPid(options.pidFile)
  if (pid === null || !isAlive(pid)) return
  if (!commandOf(pid).includes(options.mark)) return
  await endStranger(pid, options.graceMs, options.stopSignal)
}

/** The process id in the first line, as Postgres writes it too. */
export function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8').split('\n')[0] ?? '', 10)
    return pid > 1 ? pid : null
  } catch {
    return null
  }
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n')
  } catch {
    return ''
  }
}
