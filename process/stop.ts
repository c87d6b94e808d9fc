import { setTimeout as wait } from 'node:timers/promises'

/** Whether a process of this id exists; one that belongs to another user counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Sends `signal`, and SIGKILL to what still lives after `graceMs`. Resolves when `ended` does. */
export async function endProcess(
  pid: number,
  ended: Promise<unknown>,
  graceMs: number,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  const timer = new AbortController()
  send(pid, signal)
  const first = await Promise.race([
    ended.then(() => 'ended'),
    wait(graceMs, 'late', { signal: timer.signal }).catch(() => 'ended'),
  ])
  timer.abort()
  if (first === 'late') send(pid, 'SIGKILL')
  await ended
}

/** Like `endProcess` for a process that is not our child: it is looked at every 50 ms. */
export async function endStranger(
  pid: number,
  graceMs: number,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  send(pid, signal)
  const until = Date.now() + graceMs
  while (isAlive(pid)) {
    if (Date.now() > until) send(pid, 'SIGKILL')
    await wait(50)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
