import { isDexError } from '#contract/error.ts'
import type { Configuration } from '#process/configuration/read.ts'
import { createDatabase } from '#store/database.ts'
import { listTenants } from '#store/tenants.ts'
import { adminUrlOf } from '../admin-database.ts'
import { openPlaces } from '../key/open-places.ts'
import { placesOf } from '../up/places.ts'
import { bad, type Finding, good, reasonOf } from './finding.ts'

/** That each tenant's keys open, in all three places: with a key service, that it answers, and lets Dex use its keys. */
export async function examineKeyService(
  data: string,
  env: Readonly<Record<string, string | undefined>>,
  configuration: Configuration<'dex'>,
): Promise<Finding[]> {
  const url = await adminUrlOf(data, env).catch(() => null)
  if (url === null) return []
  const database = createDatabase({ url, applicationName: 'dex-doctor', connectionsMax: 1 })
  try {
    const { shared, api, gate } = openPlaces(placesOf(data), configuration)
    const tenants = (await listTenants(database)).filter((row) => row.state !== 'deleting')
    return await Promise.all(
      tenants.map(async ({ tenant }) => {
        const part = `keys of ${tenant}`
        try {
          for (const keys of [shared.tenantKeys, api, gate]) await keys.load(tenant)
          return good(part, null, shared.provider)
        } catch (error) {
          const mend = isDexError(error) ? error.mend : ''
          return bad(part, shared.provider, `they do not open: ${reasonOf(error)}`, mend)
        }
      }),
    )
  } catch {
    // A database that is away stands in its own finding.
    return []
  } finally {
    await database.close()
  }
}
