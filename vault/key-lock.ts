import { readFile, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { DexError } from '#contract/error.ts'
import { createFile, isCode } from './key-files.ts'

/** How long somebody else's change of one key file is waited for. */
const patienceMs = 5_000

/**
 * One change of a key file at a time: two that read, add and write would lose one's key, and with it all that it sealed.
 * A lock whose process of this machine is gone is taken over. Throws `key_unavailable` while another holds it.
 */
export async function withKeyLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${path}.lock`
  const mine = JSON.stringify({ host: hostname(), pid: process.pid })
  const until = performance.now() + patienceMs
  while (!(await createFile(lock, mine))) {
    if (await isLeftOver(lock)) await unlink(lock).catch(() => undefined)
    else if (performance.now() > until) {
      throw new DexError('key_unavailable', `\`${lock}\` says that another process changes these keys`, {
        mend: 'let it finish; if there is none, remove the file',
      })
    } else await setTimeout(25)
  }
  try {
    return await work()
  } finally {
    await unlink(lock)
  }
}

async function isLeftOver(lock: string): Promise<boolean> {
  const holder = await readFile(lock, 'utf8').then(parse, () => null)
  if (holder === null || holder.host !== hostname()) return false
  try {
    process.kill(holder.pid, 0)
    return false
  } catch (error) {
    return isCode(error, 'ESRCH')
  }
}

function parse(text: string): { host: string; pid: number } | null {
  try {
    return JSON.parse(text) as { host: string; pid: number }
  } catch {
    return null
  }
}
