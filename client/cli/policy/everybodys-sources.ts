import type { FactSources } from '#contract/self-set-facts.ts'
import type { Database } from '#store/database.ts'
import { findFactSources } from '#store/fact-sources.ts'
import { listTenants } from '#store/tenants.ts'

/** Of every organization of the installation: an operator's bundle decides for all. */
export async function everybodysSources(database: Database): Promise<FactSources[]> {
  const tenants = await listTenants(database)
  return Promise.all(tenants.map(({ tenant }) => database.read(tenant, (tx) => findFactSources(tenant, tx))))
}
