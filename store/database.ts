import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { migrations } from './migrations/index.ts'
import type { Schema } from './schema.ts'
import { createStatementNames, type Statements, statementsOn } from './statements.ts'

/** One connection inside a transaction in which the tenant is set. */
export type Tx = Kysely<Schema>

export interface Database {
  /**
   * Runs `work` in one transaction of this tenant; the tenant is set with its first statement.
   * Rolls back when `work` throws. Throws `database_unavailable` when the server cannot be reached.
   * INVARIANT: when it answers, what it wrote and whatever it saw is durable. Its locks are let go before that, so that
   * transactions which wait for one row (the head of a tenant's log) share flushes instead of queueing for one each.
   * `last` says that what is made from here on in this tick is the last: it travels with the commit, and what it locks is
   * locked for no round trip. Nothing may hang on its answers but the result, and a statement that comes later is refused.
   */
  transaction<Result>(tenant: TenantId, work: (tx: Tx, last: () => void) => Promise<Result>): Promise<Result>
  /**
   * The same for work that makes all its statements before it awaits an answer: they travel with begin and commit in one
   * round trip, and locks are held for no longer. A statement that comes later is refused.
   */
  once<Result>(tenant: TenantId, work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** The same for work that changes nothing, which the server enforces; answers without waiting for the commit's answer. */
  read<Result>(tenant: TenantId, work: (tx: Tx) => Promise<Result>): Promise<Result>
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

const setTenant = `select set_config('app.tenant', $1, true)`
const setTenantFlushLater = `${setTenant}, set_config('synchronous_commit', 'off', true)`
/**
 * A transaction of its own with one record in the write-ahead log. Its commit waits, as the server is configured, until
 * that log is flushed up to it (https://www.postgresql.org/docs/18/wal-async-commit.html).
 */
const flush = `select pg_logical_emit_message(true, 'dex', '')`

const unreachable =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|terminat|timeout exceeded|57P0|starting up|shutting down/i

export function createDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // Statements that do not wait for each other travel together.
    pipeline: true,
  })
  // INVARIANT: a connection that the server ends, idle or between two statements, must not end the process; the next
  // use says so instead.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const names = createStatementNames()

  /** Rolls back, and gives the client back, whenever `work` or `end` throws; else that is `end`'s. */
  async function run<Result>(
    tenant: TenantId,
    mode: 'read write' | 'read only',
    work: (statements: Statements) => Promise<Result>,
    end: (client: pg.PoolClient, statements: Statements) => Promise<void>,
  ): Promise<Result> {
    try {
      const client = await pool.connect()
      const statements = statementsOn(client, names)
      try {
        const result = await inTransaction(statements, tenant, mode, () => work(statements))
        await end(client, statements)
        return result
      } catch (error) {
        statements.send()
        statements.end()
        await client.query('rollback').then(
          () => client.release(),
          () => client.release(true),
        )
        throw error
      }
    } catch (error) {
      throw asDatabaseError(error)
    }
  }

  async function transaction<Result>(
    tenant: TenantId,
    work: (tx: Tx, last: () => void) => Promise<Result>,
  ): Promise<Result> {
    let ended: Promise<void> | undefined
    const endWith = (statements: Statements): void => {
      if (ended !== undefined) return
      ended = commitWith(statements)
      ended.catch(() => undefined)
      statements.end()
    }
    return run(
      tenant,
      'read write',
      (statements) => work(statements.tx, () => statements.beforeSent(() => endWith(statements))),
      async (client, statements) => {
        endWith(statements)
        statements.send()
        await ended
        client.release()
      },
    )
  }

  return {
    registry: kysely,
    transaction,
    once(tenant, work) {
      return transaction(tenant, (tx, last) => {
        last()
        return work(tx)
      })
    },
    async read(tenant, work) {
      return run(
        tenant,
        'read only',
        ({ tx }) => work(tx),
        async (client, statements) => {
          const ended = statements.run('commit')
          finish(statements)
          ended.then(
            () => client.release(),
            () => client.release(true),
          )
        },
      )
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

/**
 * INVARIANT: nothing is sent before the tenant is; the server runs what it gets in order, and nothing behind a statement
 * that failed.
 */
async function inTransaction<Result>(
  statements: Statements,
  tenant: TenantId,
  mode: 'read write' | 'read only',
  work: () => Promise<Result>,
): Promise<Result> {
  const begun = Promise.all([
    statements.run(`begin ${mode}`),
    statements.run(mode === 'read only' ? setTenant : setTenantFlushLater, [tenant]),
  ])
  begun.catch(() => undefined)
  const result = await work().catch(async (error: unknown) => {
    // What fails before its last statements were sent is not committed with them.
    statements.beforeSent(() => undefined)
    await begun
    throw error
  })
  await begun
  return result
}

/** Throws where the server rolled back instead: a statement had failed. */
async function commitWith(statements: Statements): Promise<void> {
  const ended = statements.run('commit')
  const flushed = statements.run(flush)
  const [{ tag }] = await Promise.all([ended, flushed])
  if (tag !== 'COMMIT') throw new DexError('internal', undefined, { log: 'the commit was a rollback' })
}

/** Nothing of the transaction can be sent behind it. */
function finish(statements: Statements): void {
  statements.send()
  statements.end()
}

/** character_not_in_repertoire, untranslatable_character, numeric_value_out_of_range (PostgreSQL, appendix A). */
const unstorable: ReadonlySet<string> = new Set(['22021', '22P05', '22003'])

function asDatabaseError(error: unknown): unknown {
  if (error instanceof DexError || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'DX001') return new DexError('tenant_unset', undefined, { cause: error })
  if (unstorable.has(code)) {
    const text = 'a value cannot be stored: a number out of range, or a text with a NUL character'
    return new DexError('input_invalid', text, { cause: error })
  }
  return unreachable.test(`${code} ${error.message}`)
    ? new DexError('database_unavailable', undefined, {
        log: `database: ${code || error.message}`,
        cause: error,
      })
    : error
}
