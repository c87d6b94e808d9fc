import type { Selectable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Database, Tx } from './database.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

/** The secret selects the tenant: an opaque source id leads to one tenant or to none. */
export async function findSourceTenant(database: Database, source: string): Promise<TenantId | null> {
  const row = await database.registry
    .selectFrom('source_directory')
    .select('tenant')
    .where('source', '=', source)
    .executeTakeFirst()
  return (row?.tenant as TenantId | undefined) ?? null
}

export async function findSource(
  tenant: TenantId,
  tx: Tx,
  source: string,
): Promise<Selectable<Schema['sources']> | undefined> {
  return tx
    .selectFrom('sources')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('source', '=', source)
    .executeTakeFirst()
}

/** How to answer where a request came from; undefined for doors that are read, not written to. */
export async function findSender(
  tenant: TenantId,
  tx: Tx,
  source: string,
): Promise<Selectable<Schema['senders']> | undefined> {
  return (await selectSender(tx, { tenant, source }))[0]
}

const selectSender = prepared<{ tenant: string; source: string }, Selectable<Schema['senders']>>(
  (database, value) =>
    database
      .selectFrom('senders')
      .selectAll()
      .where('tenant', '=', value('tenant'))
      .where('source', '=', value('source')),
)
