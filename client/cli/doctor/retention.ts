import { resolve } from 'node:path'
import type { Configuration } from '#process/configuration/read.ts'
import { createDatabase } from '#store/database.ts'
import { statesOfKeys } from '#store/requests.ts'
import { listTenants } from '#store/tenants.ts'
import { adminUrlOf } from '../admin-database.ts'
import { openPlaces } from '../key/open-places.ts'
import { placesOf } from '../up/places.ts'
import { bad, type Finding, good, note, reasonOf } from './finding.ts'

/** A shredding ends within this, in milliseconds. */
const graceMs = 60_000

/** Zero retention, proven from outside: of all keys in the key store, none is of a request that is closed. */
export async function examineRetention(
  data: string,
  env: Readonly<Record<string, string | undefined>>,
  configuration: Configuration<'dex'>,
): Promise<Finding[]> {
  const places = placesOf(resolve(data))
  const part = 'zero retention'
  const { shared } = openPlaces(places, configuration)
  const where = `${places.requestKeys}, ${shared.provider}`
  const url = await adminUrlOf(data, env).catch(() => null)
  if (url === null) return []
  const database = createDatabase({ url, applicationName: 'dex-doctor', connectionsMax: 1 })
  try {
    let open = 0
    const wrong: string[] = []
    for (const { tenant } of await listTenants(database)) {
      const { alive } = await shared.requestKeys.list(tenant)
      const states = await database.read(tenant, (tx) => statesOfKeys(tenant, tx, alive))
      for (const id of alive) {
        const closed = states.get(id)?.closedAt
        if (closed && closed.getTime() < Date.now() - graceMs) wrong.push(id)
        else open += 1
      }
    }
    if (wrong.length === 0) return [good(part, `${open} keys of open requests, 0 of closed ones`, where)]
    return [
      bad(
        part,
        where,
        `${wrong.length} closed requests still have a key: ${wrong.slice(0, 5).join(', ')}`,
        'start a gate: it destroys them within a minute, and says in its log why',
      ),
    ]
  } catch (error) {
    return [note(part, where, `it cannot be told: ${reasonOf(error)}`, 'see the parts above')]
  } finally {
    await database.close()
  }
}
