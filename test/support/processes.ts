import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { compiled } from './compiled.ts'
import type { World } from './world.ts'

const entry = fileURLToPath(new URL('../../worker.ts', import.meta.url))

export interface WorkerProcess {
  pid: number
  /** Settles when it is no more, for whatever reason. */
  ended: Promise<unknown>
  /** SIGKILL: nothing is flushed, nothing is told. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** A worker of its own process, as `dex up` and compose start it; resolves once it polls. */
export async function spawnWorker(world: World, role: 'gate' | 'think'): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', entry, '--role', role], {
    env: { PATH: process.env['PATH'] ?? '', ...compiled(), ...world.env(role) },
    stdio: ['pipe', 'pipe', process.env['DEX_TEST_LOG'] === undefined ? 'ignore' : 'inherit'],
  })
  const ended = once(child, 'exit')
  await ready(child, role)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await ended
  }
  return { pid: child.pid ?? 0, ended, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

function ready(child: ChildProcess, role: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('"ready":true')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code} before it was ready`)))
  })
}
