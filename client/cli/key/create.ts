import { join, resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import type { Run } from '../command.ts'
import { placesOf } from '../up/places.ts'
import { remoteOf } from './open-places.ts'
import { makeProcessKeys, makeTenantKeys, type MadeKeys } from './make-keys.ts'

/** What exists stays. Each role's directory is then moved to where that role alone can read it. */
export async function createKeys(
  { io, data }: Run,
  tenant: string | null,
): Promise<MadeKeys & { profile: string; directory: string; tenant: string | null }> {
  const directory = resolve(data)
  const configuration = readConfiguration('dex', { ...io.env, DEX_DATA: directory })
  const { profile } = configuration
  const places = placesOf(directory)
  const parsed = tenant === null ? null : TenantId.safeParse(tenant)
  if (parsed !== null && !parsed.success) {
    throw new DexError('usage', `\`${tenant}\` is not a tenant's name`, {
      mend: 'lower-case letters, digits and dashes, at most 40',
    })
  }
  const made = await makeProcessKeys(places, profile)
  if (parsed !== null) await makeTenantKeys(places, profile, parsed.data, remoteOf(configuration))
  return { ...made, profile, directory: join(directory, 'keys'), tenant }
}
