import { readdir, readFile } from 'node:fs/promises'

/** Linux's `USER_HZ`, which is 100 on every platform that Node runs on (proc(5)). */
const ticksPerSecond = 100

/**
 * Milliseconds of processor time by process id, of this process and all below it (workers, Temporal, Postgres with its backends),
 * their children that have ended included. Empty where the system has no `/proc`.
 */
export async function processorTime(): Promise<Map<number, number>> {
  const processes = await listProcesses()
  const below = new Set([process.pid])
  // Parents may be listed after their children.
  for (let size = 0; size !== below.size; ) {
    size = below.size
    for (const { pid, parent } of processes) if (below.has(parent)) below.add(pid)
  }
  return new Map(processes.filter(({ pid }) => below.has(pid)).map(({ pid, ms }) => [pid, ms]))
}

export const totalOf = (times: ReadonlyMap<number, number>): number =>
  [...times.values()].reduce((sum, ms) => sum + ms, 0)

interface Process {
  pid: number
  parent: number
  ms: number
}

async function listProcesses(): Promise<Process[]> {
  const entries = await readdir('/proc').catch(() => [])
  const pids = entries.filter((each) => /^\d+$/.test(each)).map(Number)
  const found = await Promise.all(pids.map((pid) => readProcess(pid).catch(() => null)))
  return found.filter((each) => each !== null)
}

async function readProcess(pid: number): Promise<Process> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [parent = 0, ...times] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]))
  const ticks = times.reduce((sum, each) => sum + each, 0)
  return { pid, parent, ms: (ticks * 1_000) / ticksPerSecond }
}
