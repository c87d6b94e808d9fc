import pg from 'pg'
import { DexError, isDexError } from '#contract/error.ts'
import { migrations } from './migrations/index.ts'
import { roleNames, type RoleName } from './roles.ts'

export interface MigrateOptions {
  /** Passwords to set for the roles; those left out keep what they have. */
  rolePasswords?: Partial<Record<RoleName, string>>
}

const lockKey = 7_390_042

/**
 * Brings the database to this program's schema, as its owner, under an advisory lock: two at once are one after the other.
 * Each migration is one transaction; throws `schema_mismatch` when the database is newer than this program, and
 * `database_unavailable` when it is away or does not take a change from this user.
 */
export async function migrate(
  adminUrl: string,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'dex-migrate' })
  try {
    await client.connect()
    return await applyAll(client, options)
  } catch (cause) {
    if (isDexError(cause)) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    const where = `${client.host}:${client.port}`
    throw new DexError('database_unavailable', `the database at ${where} cannot be migrated: ${reason}`, {
      mend: "start it, and let DATABASE_ADMIN_URL name the database's owner",
      cause,
    })
  } finally {
    await client.end()
  }
}

async function applyAll(client: pg.Client, options: MigrateOptions): Promise<{ applied: string[] }> {
  await client.query('select pg_advisory_lock($1)', [lockKey])
  await makeRoles(client, options.rolePasswords ?? {})
  await client.query(
    'create table if not exists schema_migrations (version int primary key, name text not null, applied_at timestamptz not null default now())',
  )
  const done = await client.query<{ version: number }>(
    'select version from schema_migrations order by version',
  )
  if (done.rows.length > migrations.length) {
    throw new DexError('schema_mismatch', 'the database is newer than this program', {
      mend: 'run the newer version of dex',
    })
  }
  const applied: string[] = []
  for (const [index, migration] of migrations.entries()) {
    if (index < done.rows.length) continue
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into schema_migrations (version, name) values ($1, $2)', [
      index + 1,
      migration.name,
    ])
    await client.query('grant select on schema_migrations to dex_api, dex_gate, dex_think')
    await client.query('commit')
    applied.push(migration.name)
  }
  return { applied }
}

async function makeRoles(client: pg.Client, passwords: Partial<Record<RoleName, string>>): Promise<void> {
  for (const role of roleNames) {
    const exists = await client.query('select 1 from pg_roles where rolname = $1', [role])
    if (exists.rowCount === 0) {
      await client.query(`create role ${role} login nosuperuser nocreatedb nocreaterole nobypassrls`)
    }
    const password = passwords[role]
    if (password !== undefined)
      await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`)
  }
}
