import { spawn } from 'node:child_process'

export interface RunOptions {
  env?: NodeJS.ProcessEnv
  cwd?: string
  uid?: number
  gid?: number
  /** In milliseconds; SIGKILL to its whole group then. */
  timeout: number
}

const outputMax = 20_000

/** Runs a command to its end and resolves with its output. Rejects with what it said last, or that time ran out. */
export const run = (command: string, args: readonly string[], options: RunOptions): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: options.env,
      cwd: options.cwd,
      uid: options.uid,
      gid: options.gid,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-outputMax)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    let late = false
    const timer = setTimeout(() => {
      late = true
      // the group too: a build's compilers would go on alone
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, options.timeout)
    // Ctrl-C does not reach a group of its own
    const interrupted = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    }
    process.once('exit', interrupted)
    const done = (): void => {
      clearTimeout(timer)
      process.off('exit', interrupted)
    }
    child.once('error', (error) => {
      done()
      reject(error)
    })
    child.once('close', (code, signal) => {
      done()
      if (late) reject(new Error(`no answer within ${options.timeout / 1_000} s`))
      else if (code === 0) resolve(output)
      else reject(new Error(lastLines(output) || `it ended with ${signal ?? `code ${code}`}`))
    })
  })

const lastLines = (output: string): string => {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-3).join(' · ').slice(-600)
}
