import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { lock } from 'proper-lockfile'
import { DexError } from '#contract/error.ts'

/**
 * One `dex up` a data directory: two would end each other's servers. Waits out the lock of one that was killed (10 s), then
 * throws `bootstrap_failed`. Resolves with what lets go of it.
 */
export async function holdData(data: string): Promise<() => Promise<void>> {
  await mkdir(data, { recursive: true, mode: 0o700 })
  try {
    return await lock(data, {
      lockfilePath: join(data, 'up.lock'),
      stale: 10_000,
      update: 2_000,
      // the library would end the process, and a laptop that slept is no reason to
      onCompromised: () => {},
      retries: { retries: 24, factor: 1, minTimeout: 500, maxTimeout: 500 },
    })
  } catch (cause) {
    throw new DexError('bootstrap_failed', `another dex runs on \`${data}\``, {
      mend: 'stop it, or give this one another --data',
      cause,
    })
  }
}
