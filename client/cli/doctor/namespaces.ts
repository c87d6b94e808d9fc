import { Connection } from '@temporalio/client'
import type { Configuration } from '#process/configuration/read.ts'
import { temporalConnectionOptions } from '#process/temporal-connection.ts'
import { namespaceStands } from '#process/temporal-namespace.ts'
import { createDatabase } from '#store/database.ts'
import { listTenants } from '#store/tenants.ts'
import { adminUrlOf } from '../admin-database.ts'
import type { Running } from '../up/running.ts'
import { bad, type Finding, good } from './finding.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Each namespace that is one tenant's own; what keeps either service from answering stands in its own finding. */
export async function examineNamespaces(
  data: string,
  env: Environment,
  configuration: Configuration<'dex'>,
  running: Running | null,
): Promise<Finding[]> {
  const temporalAddress = configuration.temporalAddress ?? running?.urls.temporal ?? null
  const own = await ownNamespaces(data, env).catch(() => [])
  if (own.length === 0 || temporalAddress === null) return []
  try {
    const options = await temporalConnectionOptions({ ...configuration, temporalAddress })
    const connection = await Connection.connect({ ...options, connectTimeout: '3s' })
    try {
      return await Promise.all(
        own.map(async ({ tenant, namespace }) =>
          (await namespaceStands(connection, namespace))
            ? good(`namespace of ${tenant}`, namespace, temporalAddress)
            : bad(
                `namespace of ${tenant}`,
                temporalAddress,
                `\`${namespace}\` is not there: nothing of this tenant runs`,
                'make it, with the search attributes of docs/operations.md',
              ),
        ),
      )
    } finally {
      await connection.close()
    }
  } catch {
    return []
  }
}

async function ownNamespaces(
  data: string,
  env: Environment,
): Promise<{ tenant: string; namespace: string }[]> {
  const url = await adminUrlOf(data, env)
  const database = createDatabase({ url, applicationName: 'dex-doctor', connectionsMax: 1 })
  try {
    const tenants = await listTenants(database)
    return tenants.flatMap(({ tenant, namespace }) => (namespace === null ? [] : [{ tenant, namespace }]))
  } finally {
    await database.close()
  }
}
