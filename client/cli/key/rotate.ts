import { resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { type Configuration, readConfiguration } from '#process/configuration/read.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { appendLogAlone } from '#store/log.ts'
import { listTenants } from '#store/tenants.ts'
import type { KeyRounds } from '#vault/key-rounds.ts'
import { rotateSigningKey } from '#vault/rotate-signing-key.ts'
import { adminUrlOf } from '../admin-database.ts'
import type { Run } from '../command.ts'
import { placesOf } from '../up/places.ts'
import { openPlaces } from './open-places.ts'

export interface RotatedKeys {
  tenants: { tenant: string; wrappedAgain: number }[]
  /** Ids of the new signing keys; the old ones go on verifying what they signed. */
  signing: { name: string; keyId: string }[]
}

/** How long what the old signing key still signs is taken, until the api has started anew; in milliseconds. */
const overlapMs = 24 * 3_600_000

/**
 * New key-encryption keys and data keys for the tenants (all, or one), and wraps everything with them; sealed data stays
 * as it is. With `resume` none is made, and what an earlier run left is wrapped.
 */
export async function rotateKeys(
  run: Run,
  options: { tenant: string | null; signing: boolean; resume: boolean },
): Promise<RotatedKeys> {
  return withPlaces(run, options.tenant, async ({ rounds, tenants, database, places }) => {
    const rotated: RotatedKeys = { tenants: [], signing: [] }
    for (const tenant of tenants) {
      if (!options.resume) for (const each of rounds) await each.rotate(tenant)
      let wrappedAgain = 0
      for (const each of rounds) wrappedAgain += await each.rewrap(tenant)
      rotated.tenants.push({ tenant, wrappedAgain })
      await appendLogAlone(tenant, database, {
        v: 1,
        kind: 'keys.rotated',
        at: new Date().toISOString(),
        by: { role: 'dex' },
        detail: { wrappedAgain, resumed: options.resume },
      })
    }
    if (!options.signing) return rotated
    const now = Date.now()
    for (const [directory, name] of [
      [places.keysApi, 'sign'],
      [places.keysGate, 'log'],
    ] as const) {
      const publicDirectory = places.keysPublic
      const { keyId } = await rotateSigningKey(directory, name, { now, publicDirectory, overlapMs })
      rotated.signing.push({ name, keyId })
    }
    return rotated
  })
}

/** Ends the older key-encryption keys. Throws `changed_meanwhile` while something is still wrapped with one. */
export async function retireKeys(run: Run, tenant: string | null): Promise<{ tenants: string[] }> {
  return withPlaces(run, tenant, async ({ rounds, tenants }) => {
    for (const each of tenants) {
      for (const round of rounds) {
        if ((await round.rewrap(each)) > 0) {
          throw new DexError(
            'changed_meanwhile',
            `keys of \`${each}\` were still wrapped with an older one`,
            {
              mend: 'they are not any more; run it again in some minutes, when no process uses the older one',
            },
          )
        }
      }
      for (const round of rounds) await round.retire(each)
    }
    return { tenants: [...tenants] }
  })
}

interface Open {
  rounds: readonly KeyRounds[]
  tenants: readonly TenantId[]
  database: Database
  places: ReturnType<typeof placesOf>
  configuration: Configuration<'dex'>
}

async function withPlaces<Result>(
  { io, data }: Run,
  only: string | null,
  work: (open: Open) => Promise<Result>,
): Promise<Result> {
  const directory = resolve(data)
  const configuration = readConfiguration('dex', { ...io.env, DEX_DATA: directory })
  const places = placesOf(directory)
  const { shared, api, gate } = openPlaces(places, configuration)
  const url = await adminUrlOf(directory, io.env)
  const database = createDatabase({ url, applicationName: 'dex-key', connectionsMax: 1 })
  try {
    const standing = (await listTenants(database)).filter((row) => row.state !== 'deleting')
    const tenants = standing.map((row) => row.tenant).filter((tenant) => only === null || tenant === only)
    if (only !== null && tenants.length === 0)
      throw new DexError('not_found', `there is no tenant \`${only}\``)
    return await work({ rounds: [shared, api, gate], tenants, database, places, configuration })
  } finally {
    await database.close()
  }
}
