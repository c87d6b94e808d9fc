import { existsSync } from 'node:fs'
import { lchown, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'
import type { Place } from './place.ts'

export const clusterOf = (place: Place): string => join(place.directory, 'data')

/**
 * Makes an empty cluster whose owner signs in with `password` (SCRAM) and nobody without one. It is made beside its place
 * and renamed, so that a killed `initdb` leaves nothing half-done. What lay there is removed.
 */
export async function makeCluster(
  place: Place,
  user: string,
  password: string,
  durable: boolean,
): Promise<void> {
  const making = join(place.directory, 'data.new')
  const passwordFile = join(place.directory, 'password')
  await rm(making, { recursive: true, force: true })
  await rm(clusterOf(place), { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  // exclusive: the directory is the server's user's own, so a link planted there must not be followed
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' })
  if (place.account) await lchown(passwordFile, place.account.uid, place.account.gid)
  try {
    await run(
      join(place.binaries, 'bin', 'initdb'),
      [
        ...['--pgdata', making, '--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
        // the builtin provider sorts alike on every machine, whatever its C library
        ...[
          '--encoding',
          'UTF8',
          '--locale-provider',
          'builtin',
          '--builtin-locale',
          'C.UTF-8',
          '--locale',
          'C',
        ],
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...as(place), cwd: place.directory, env: {}, timeout: 120_000 },
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(making, clusterOf(place))
}

export const isCluster = (place: Place): boolean => existsSync(join(clusterOf(place), 'PG_VERSION'))

/** The user to spawn as. */
export const as = (place: Place): { uid?: number; gid?: number } =>
  place.account ? { uid: place.account.uid, gid: place.account.gid } : {}
