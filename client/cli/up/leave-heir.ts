import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { programs } from './places.ts'

/**
 * Has a process wait beside this one, to end the parts of this data directory if this one is killed. Resolves with what
 * sends it away.
 */
export async function leaveHeir(data: string): Promise<() => Promise<void>> {
  const heir = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', programs.heir, data], {
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    // a group of its own: what ends this process’s group leaves it
    detached: true,
  })
  heir.stdin.on('error', () => {})
  const gone = once(heir, 'exit')
  gone.catch(() => undefined)
  await once(heir, 'spawn')
  return async () => {
    heir.kill('SIGKILL')
    await gone
  }
}
