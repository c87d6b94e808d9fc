import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { Schema } from './schema.ts'

const namedMax = 1_000

/** Names for statements, so that a server's connection parses and plans each text once. */
export type StatementNames = (text: string) => string | undefined

/** Texts are few: they come from code, values travel apart. Past `namedMax` they go unnamed, so that none piles up. */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= namedMax) return known
    const name = `dex_${names.size + 1}`
    names.set(text, name)
    return name
  }
}

/**
 * The statements of one transaction. Those that are not awaited one by one are sent together and run in the order they
 * were made: independent ones cost one round trip.
 * INVARIANT: after `end`, one that comes late is refused, and never runs in the client's next transaction.
 */
export function statementsOn(
  client: pg.PoolClient,
  names: StatementNames,
): { tx: Kysely<Schema>; end(): void } {
  let ended = false
  const connection: DatabaseConnection = {
    async executeQuery<Result>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Result>> {
      if (ended) throw new Error('a statement after the end of its transaction')
      const name = names(sql)
      const answer = await client.query({ text: sql, values: [...parameters], ...(name ? { name } : {}) })
      return { rows: answer.rows as Result[], numAffectedRows: BigInt(answer.rowCount ?? 0) }
    },
    streamQuery() {
      throw new Error('a cursor cannot share a connection with other statements')
    },
  }
  const tx = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createDriver: () => driverOf(connection),
    },
  })
  return { tx, end: () => void (ended = true) }
}

/** INVARIANT: begins and ends nothing; the transaction around it is `Database.transaction`'s alone. */
function driverOf(connection: DatabaseConnection): Driver {
  const refuse = () => Promise.reject(new Error('a transaction inside of a transaction'))
  const nothing = () => Promise.resolve()
  return {
    init: nothing,
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: nothing,
    destroy: nothing,
  }
}
