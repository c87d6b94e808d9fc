import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { migrations } from './migrations/index.ts'
import type { Schema } from './schema.ts'

/** One connection inside a transaction in which the tenant is set. */
export type Tx = Kysely<Schema>

export interface Database {
  /**
   * Runs `work` in one transaction of this tenant; the tenant is set with its first statement.
   * Rolls back when `work` throws. Throws `database_unavailable` when the server cannot be reached.
   */
  transaction<Result>(tenant: TenantId, work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** For the tables without a tenant: `tenants`, `source_directory`, the operator's bundles. */
  readonly registry: Kysely<
    Pick<Schema, 'tenants' | 'source_directory' | 'operator_bundles' | 'operator_bundle_in_force'>
  >
  /** Throws `schema_mismatch` unless the database has exactly this program's schema. */
  assertSchema(): Promise<void>
  close(): Promise<void>
}

export interface DatabaseOptions {
  url: string
  applicationName: string
  connectionsMax?: number
}

const unreachable =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|terminat|timeout exceeded|57P0|starting up|shutting down/i

export function createDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  })
  // INVARIANT: an idle connection that the server ends must not end the process; the next use says so instead.
  pool.on('error', () => undefined)
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })

  return {
    registry: kysely,
    async transaction(tenant, work) {
      try {
        return await kysely.connection().execute(async (connection) => {
          // Without parameters the two statements travel as one; the brand's pattern admits no quote.
          await sql.raw(`begin; select set_config('app.tenant', '${tenant}', true)`).execute(connection)
          try {
            const result = await work(connection as unknown as Transaction<Schema>)
            await sql.raw('commit').execute(connection)
            return result
          } catch (error) {
            await sql
              .raw('rollback')
              .execute(connection)
              .catch(() => undefined)
            throw error
          }
        })
      } catch (error) {
        throw asDatabaseError(error)
      }
    },
    async assertSchema() {
      try {
        const rows = await sql<{
          version: number
        }>`select max(version) as version from schema_migrations`.execute(kysely)
        const version = rows.rows[0]?.version ?? 0
        if (version !== migrations.length) {
          throw new DexError(
            'schema_mismatch',
            `the database has schema ${version}, this program needs ${migrations.length}`,
          )
        }
      } catch (error) {
        if (
          error instanceof Error &&
          /schema_migrations.*does not exist|permission denied/.test(error.message)
        ) {
          throw new DexError('schema_mismatch', 'the database was never migrated', { cause: error })
        }
        throw asDatabaseError(error)
      }
    },
    async close() {
      await kysely.destroy()
    },
  }
}

function asDatabaseError(error: unknown): unknown {
  if (error instanceof DexError || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'DX001') return new DexError('tenant_unset', undefined, { cause: error })
  return unreachable.test(`${code} ${error.message}`)
    ? new DexError('database_unavailable', undefined, {
        log: `database: ${code || error.message}`,
        cause: error,
      })
    : error
}
