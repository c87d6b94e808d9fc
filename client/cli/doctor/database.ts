import { createDatabase } from '#store/database.ts'
import { listTenants } from '#store/tenants.ts'
import { adminUrlOf } from '../admin-database.ts'
import { bad, type Finding, good, reasonOf } from './finding.ts'
import { examineTenant } from './tenant.ts'

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
    for (const row of tenants) found.push(...(await examineTenant(database, row, where)))
    return found
  } catch (error) {
    return [bad('postgres', where, `it does not answer: ${reasonOf(error)}`, 'start it: dex up')]
  } finally {
    await database.close()
  }
}
