import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Database } from './database.ts'

/**
 * Every row of the tenant, in every table that has a column `tenant`, those that refer to others first; in one transaction,
 * the tenant's own row last. The tables are read from the catalog, so that one which is made later is not forgotten.
 */
export async function deleteRows(database: Database, tenant: TenantId): Promise<Record<string, number>> {
  return database.transaction(tenant, async (tx) => {
    const tables = await sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not a.attisdropped order by 1`.execute(
      tx,
    )
    const references = await sql<{ source: string; target: string }>`
      select s.relname as source, t.relname as target from pg_constraint f
      join pg_class s on s.oid = f.conrelid join pg_class t on t.oid = f.confrelid
      where f.contype = 'f' and s.oid <> t.oid`.execute(tx)
    const deleted: Record<string, number> = {}
    for (const table of inOrder(
      tables.rows.map((row) => row.name),
      references.rows,
    )) {
      const gone = await sql`delete from ${sql.table(table)} where tenant = ${tenant}`.execute(tx)
      deleted[table] = Number(gone.numAffectedRows ?? 0n)
    }
    return deleted
  })
}

/** A table comes once nothing that is left refers to it. */
function inOrder(
  tables: readonly string[],
  references: readonly { source: string; target: string }[],
): string[] {
  const left = new Set(tables)
  const order: string[] = []
  while (left.size > 0) {
    const free = [...left].filter(
      (table) => !references.some(({ source, target }) => target === table && left.has(source)),
    )
    if (free.length === 0) throw new Error(`tables refer to each other in a circle: ${[...left].join(', ')}`)
    // `tenants` holds the state that lets append-only rows go: it goes with the last.
    const now = free.filter((table) => table !== 'tenants' || left.size === 1)
    for (const table of now.length > 0 ? now : free) {
      left.delete(table)
      order.push(table)
    }
  }
  return order
}
