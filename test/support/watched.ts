import type { CompiledQuery } from 'kysely'
import type { Database } from '#store/database.ts'

/** The same database, with every statement that its reading transactions make. */
export function watched(database: Database): { database: Database; statements: CompiledQuery[] } {
  const statements: CompiledQuery[] = []
  const read: Database['read'] = (tenant, work) =>
    database.read(tenant, (tx) => {
      const executor = tx.getExecutor()
      const execute = executor.executeQuery.bind(executor)
      executor.executeQuery = (query, ...more) => {
        statements.push(query)
        return execute(query, ...more)
      }
      return work(tx)
    })
  return { database: { ...database, read }, statements }
}
