import type pg from 'pg'

export interface Column {
  table: string
  name: string
  type: string
  /** Whether it is part of the primary key. */
  key: boolean
}

/** The columns of every table with a tenant, as Postgres tells them: one that is made later is in. */
export async function columnsWithTenant(admin: pg.Client): Promise<Column[]> {
  const found = await admin.query<Column>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
      exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey)) as key
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = '' and c.relname <> 'tenants'
      and exists (select 1 from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant')`)
  return found.rows
}

export const tablesOf = (columns: readonly Column[]): string[] =>
  [...new Set(columns.map((column) => column.table))].toSorted()

/**
 * One row of the tenant in each of those tables, without triggers and references; `textOf` answers what stands in a text.
 * A row that the tenant has under the same key stays as it is.
 */
export async function fillTenant(
  admin: pg.Client,
  tenant: string,
  columns: readonly Column[],
  textOf: (column: Column) => string,
): Promise<void> {
  await admin.query(`set session_replication_role = replica`)
  for (const table of tablesOf(columns)) {
    const checks = await admin.query<{ text: string }>(
      `select pg_get_constraintdef(oid) as text from pg_constraint where contype = 'c' and conrelid = $1::regclass`,
      [table],
    )
    const of = columns.filter((column) => column.table === table)
    const values = of.map((column) =>
      valueOf(
        column,
        tenant,
        textOf,
        checks.rows.map((row) => row.text),
      ),
    )
    const names = of.map((column) => `"${column.name}"`)
    const places = of.map((_, index) => `$${index + 1}`)
    await admin.query(
      `insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) on conflict do nothing`,
      values,
    )
  }
  await admin.query(`set session_replication_role = origin`)
}

function valueOf(
  column: Column,
  tenant: string,
  textOf: (column: Column) => string,
  checks: readonly string[],
): unknown {
  const { name, type } = column
  if (name === 'tenant') return tenant
  if (name.startsWith('ended_')) return null
  const list = checks.find((text) => new RegExp(`\\(${name} = ANY`).test(text))
  if (list) return /'([^']*)'/.exec(list)?.[1]
  if (type === 'text') return textOf(column)
  if (type === 'text[]') return [textOf(column)]
  if (type === 'jsonb') return JSON.stringify({ text: textOf(column) })
  if (type === 'bytea') return Buffer.from(textOf(column))
  if (type === 'boolean') return true
  if (type === 'date' || type.startsWith('timestamp')) return new Date(0)
  return 1
}

/** Every row of the tenant in those tables, as text. */
export async function rowsOfTenant(
  admin: pg.Client,
  tenant: string,
  tables: readonly string[],
): Promise<string> {
  const parts: string[] = []
  for (const table of tables) {
    const { rows } = await admin.query<{ row: string }>(
      `select t::text as row from ${table} t where tenant = $1 order by 1`,
      [tenant],
    )
    parts.push(`${table}: ${rows.map((row) => row.row).join('|')}`)
  }
  return parts.join('\n')
}
