import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Run } from '#client/cli/command.ts'
import { type Places, placesOf } from '#client/cli/up/places.ts'
import type { World } from './world.ts'

/** The world's keys where commands look for them; `env` is added to the environment of the run. */
export async function createCliHouse(
  world: World,
  env: Readonly<Record<string, string>> = {},
): Promise<{ run: Run; data: string; places: Places }> {
  const { DEX_DATA: root = '' } = world.env('gate')
  const data = join(root, 'house')
  const places = placesOf(data)
  await mkdir(join(data, 'keys'), { recursive: true })
  const links = {
    shared: places.keysShared,
    api: places.keysApi,
    gate: places.keysGate,
    public: places.keysPublic,
    requests: places.requestKeys,
  }
  for (const [name, place] of Object.entries(links)) await symlink(join(root, name), place)
  const all = {
    DEX_PROFILE: 'sandbox',
    DATABASE_ADMIN_URL: world.adminUrl,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ...env,
  }
  return { run: { io: { env: all }, out: {}, data } as unknown as Run, data, places }
}
