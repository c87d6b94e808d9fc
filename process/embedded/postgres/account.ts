import { readFile } from 'node:fs/promises'
import { DexError } from '#contract/error.ts'
import { run } from '../run.ts'

export interface Account {
  uid: number
  gid: number
}

/**
 * An account other than root that this process may become. `initdb` asks for its name, so it must stand in /etc/passwd:
 * `nobody` does nearly everywhere; else the lowest other one. A user namespace may refuse some, so each is tried.
 */
export async function unprivilegedAccount(): Promise<Account> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const accounts = lines
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((entry) => entry.uid > 0 && entry.gid > 0)
    .toSorted((left, right) => rank(left.name) - rank(right.name) || left.uid - right.uid)
  for (const { uid, gid } of accounts) {
    const possible = await run('/bin/sh', ['-c', ':'], { uid, gid, cwd: '/', timeout: 5_000 }).then(
      () => true,
      () => false,
    )
    if (possible) return { uid, gid }
  }
  throw new DexError('bootstrap_failed', 'postgres refuses to run as root and no other account can be used', {
    mend: 'run as an ordinary user, or set DATABASE_ADMIN_URL',
  })
}

const rank = (name: string | undefined): number => (name === 'nobody' ? 0 : 1)
