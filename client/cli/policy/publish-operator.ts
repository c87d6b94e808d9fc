import { catalog } from '#catalog/index.ts'
import { assertSourced } from '#client/api/policy/judge/judge.ts'
import { toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { assertTests } from '#policy/test/assert.ts'
import { testsOf } from '#policy/test/on-record.ts'
import { publishOperatorBundle } from '#store/bundles.ts'
import type { Database } from '#store/database.ts'
import { appendLogAlone } from '#store/log.ts'
import { listTenants } from '#store/tenants.ts'
import { everybodysSources } from './everybodys-sources.ts'
import { readBundleFiles } from './read-bundle-files.ts'

/**
 * Puts the operator's bundle of a directory in force, as the database's owner; every tenant's log says so. Throws
 * `bundle_invalid` with all problems, failing tests among them, and the bundle in force stays.
 */
export async function publishOperatorDirectory(
  database: Database,
  directory: string,
  reason: string,
): Promise<{ digest: string; rules: number }> {
  const files = await readBundleFiles(directory)
  const bundle = loadBundle({ operator: files }, catalog)
  assertSourced(bundle, await everybodysSources(database), catalog)
  const run = assertTests(bundle, files, catalog)
  const { digest } = bundle
  await publishOperatorBundle(database, {
    digest,
    body: JSON.parse(toJson(bundle)) as object,
    tests: testsOf(run, bundle),
    publishedBy: 'operator',
    reason,
  })
  for (const { tenant } of await listTenants(database)) {
    await appendLogAlone(tenant, database, {
      v: 1,
      kind: 'bundle.published',
      at: new Date().toISOString(),
      by: { role: 'dex' },
      detail: { digest, owner: 'operator', reason },
    })
  }
  return { digest, rules: bundle.rules.length }
}
