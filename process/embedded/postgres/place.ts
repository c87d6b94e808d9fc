import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DexError } from '#contract/error.ts'
import { copyBinaries } from './copy-binaries.ts'
import type { Binaries } from './binaries.ts'
import { type Account, unprivilegedAccount } from './account.ts'

export interface Place {
  /** Holds `data`, `data.new` while it is made, and the server's log; 0700, owned by whom the server runs as. */
  directory: string
  binaries: string
  /** Null: as this process's own user. */
  account: Account | null
}

/**
 * Where the server runs and as whom. An ordinary user: below `data`. Root: Postgres refuses to, so binaries and data go where
 * an unprivileged account can reach them even when `data` lies under a 0700 home, whose mode is never touched.
 */
export async function choosePlace(data: string, binaries: Binaries): Promise<Place> {
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (process.getuid?.() !== 0) {
    const directory = join(data, 'postgres')
    await mkdir(directory, { recursive: true, mode: 0o700 })
    return { directory, binaries: binaries.directory, account: null }
  }
  const account = await unprivilegedAccount()
  const base = await publicBase()
  const name = createHash('sha256')
    .update(await realpath(data))
    .digest('hex')
    .slice(0, 16)
  const directory = join(base, `data-${name}`)
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const existing = await lstat(directory)
  if (!existing.isDirectory() || (existing.uid !== 0 && existing.uid !== account.uid)) {
    throw new DexError('bootstrap_failed', `\`${directory}\` belongs to somebody else`, {
      mend: 'remove it, or set DATABASE_ADMIN_URL',
    })
  }
  await chown(directory, account.uid, account.gid)
  return { directory, binaries: await copyBinaries(binaries, base), account }
}

/** /var/lib is root's own and not swept by age, as /var/tmp is; the others are for a read-only /var/lib. */
async function publicBase(): Promise<string> {
  const failures: string[] = []
  for (const parent of ['/var/lib', '/var/tmp', tmpdir()]) {
    const base = join(parent, 'dex')
    try {
      await mkdir(base).then(
        // whatever the umask is
        () => chmod(base, 0o755),
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error
        },
      )
      const found = await lstat(base)
      // INVARIANT: what we run as another user comes from a directory that only root can change
      if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return base
      failures.push(`${base} is not root's alone`)
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new DexError(
    'bootstrap_failed',
    `no place for postgres as an unprivileged user: ${failures.join('; ')}`,
    {
      mend: 'run as an ordinary user, or set DATABASE_ADMIN_URL',
    },
  )
}
