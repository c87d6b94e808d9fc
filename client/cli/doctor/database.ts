import { createDatabase } from '#store/database.ts'
import { findInForce } from '#store/bundles.ts'
import { findSettings, listTenants } from '#store/tenants.ts'
import { adminUrlOf } from '../admin-database.ts'
import { bad, type Finding, good, reasonOf } from './finding.ts'
import { examinePlatforms } from './platforms.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Postgres, its schema, and what each tenant needs to be safe. */
export async function examineDatabase(data: string, env: Environment): Promise<Finding[]> {
  let url: string
  try {
    url = await adminUrlOf(data, env)
  } catch (error) {
    return [bad('postgres', null, reasonOf(error), 'run `dex up`, or set DATABASE_ADMIN_URL')]
  }
  const where = new URL(url).host
  const database = createDatabase({ url, applicationName: 'dex-doctor', connectionsMax: 1 })
  try {
    await database.registry.selectNoFrom((select) => select.lit(1).as('one')).execute()
    try {
      await database.assertSchema()
    } catch (error) {
      return [good('postgres', null, where), bad('schema', where, reasonOf(error), 'run `dex migrate`')]
    }
    const tenants = await listTenants(database)
    const found: Finding[] = [good('postgres', null, where), good('schema', null, where)]
    for (const { tenant } of tenants) {
      const { settings, bundles } = await database.transaction(tenant, async (tx) => ({
        settings: await findSettings(tenant, tx),
        bundles: await findInForce(tenant, tx),
      }))
      const labels = Object.values(settings?.labels ?? {}).flat()
      if (!labels.includes('break-glass')) {
        found.push(
          bad(
            `tenant ${tenant}`,
            where,
            'no break-glass account is named',
            'name one: dex tenant create --break-glass',
          ),
        )
      } else if (bundles.operator === null) {
        found.push(
          bad(
            `tenant ${tenant}`,
            where,
            'no policy is in force',
            'publish one: dex policy publish DIR --owner',
          ),
        )
      } else found.push(good(`tenant ${tenant}`, bundles.operator.slice(0, 19), where))
      if (settings) found.push(...(await examinePlatforms(database, tenant, settings)))
    }
    return found
  } catch (error) {
    return [bad('postgres', where, `it does not answer: ${reasonOf(error)}`, 'start it: dex up')]
  } finally {
    await database.close()
  }
}
