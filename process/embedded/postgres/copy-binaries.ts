import { existsSync } from 'node:fs'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'
import type { Binaries } from './binaries.ts'

/** Copies the server below `base`, where every user can read it; once a version, in one rename, so two at once agree. */
export async function copyBinaries(binaries: Binaries, base: string): Promise<string> {
  const target = join(base, `postgres-${binaries.version}`)
  if (existsSync(join(target, 'bin', 'postgres'))) return target
  const making = await mkdtemp(join(base, '.copying-'))
  try {
    await cp(binaries.directory, making, { recursive: true, verbatimSymlinks: true })
    // whatever the umask is
    await run('chmod', ['-R', 'a+rX', making], { timeout: 30_000 })
    await rename(making, target).catch((error: NodeJS.ErrnoException) => {
      // somebody else was first
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return target
}
