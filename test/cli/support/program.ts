import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ReadyDocument } from '#client/cli/up/ready.ts'
import { compiled } from '../../support/compiled.ts'

const program = fileURLToPath(new URL('../../../dex.ts', import.meta.url))

export interface Started {
  child: ChildProcess
  ready: ReadyDocument
  /** Ends it with SIGTERM; its exit code. */
  stop(): Promise<number | null>
  stderr(): string
}

/** The environment of these programs: none of the variables that would point elsewhere. */
export const plainEnv = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  ...compiled(),
})

/** Runs the bin to its end. */
export async function bin(
  args: string[],
  input = '',
  env: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...plainEnv(), ...env },
    stdio: 'pipe',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** `dex up --json` until its line. Rejects with what it said when it ends before. */
export async function startDex(args: string[], env: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, [program, 'up', '--json', ...args], {
    env: { ...plainEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exited = once(child, 'close') as Promise<[number | null]>
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const first = await Promise.race([line, exited.then(() => null)])
  const ready = first && (JSON.parse(first[0]) as ReadyDocument)
  if (ready?.ready !== true) {
    await exited
    throw new Error(`dex up ended: ${stderr}`)
  }
  return {
    child,
    ready,
    async stop() {
      child.kill('SIGTERM')
      const [code] = await exited
      return code
    },
    stderr: () => stderr,
  }
}

export function isAlive(pid: number | null): boolean {
  if (pid === null) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
