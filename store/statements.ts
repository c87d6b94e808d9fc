import {
  type CompiledQuery,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import { type Answer, Batch, ParsedStatements } from './batch.ts'
import type { Schema } from './schema.ts'

const namedMax = 1_000

/** Names for statements, so that a server's connection parses and plans each text once. */
export interface StatementNames {
  /** `''` is for one use. */
  nameOf(text: string): string
  /** What is known by these names at the other end of this connection. */
  parsedBy(client: pg.PoolClient): ParsedStatements
}

/** Texts are few: they come from code, values travel apart. Past `namedMax` they go unnamed, so that none piles up. */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string>()
  const parsed = new WeakMap<pg.PoolClient, ParsedStatements>()
  return {
    nameOf(text) {
      const known = names.get(text)
      if (known !== undefined) return known
      if (names.size >= namedMax) return ''
      const name = `dex_${names.size + 1}`
      names.set(text, name)
      return name
    },
    parsedBy(client) {
      const known = parsed.get(client) ?? new ParsedStatements()
      parsed.set(client, known)
      return known
    },
  }
}

export interface Statements {
  tx: Kysely<Schema>
  /** Travels with what was made before it and has not left yet. */
  run(text: string, values?: readonly unknown[]): Promise<Answer>
  /** Sends what was made so far now instead of with the rest of this tick's. */
  send(): void
  /** Runs once, before anything more is sent: what it makes travels behind what was made until then. */
  beforeSent(work: () => void): void
  end(): void
}

/**
 * The statements of one transaction. Those that are made in one tick are sent together and run in the order they were
 * made: independent ones cost one round trip.
 * INVARIANT: after `end`, one that comes late is refused, and never runs in the client's next transaction.
 */
export function statementsOn(client: pg.PoolClient, names: StatementNames): Statements {
  const known = names.parsedBy(client)
  let ended = false
  let batch = new Batch(known)
  let batches = 0
  let before: (() => void) | null = null

  function send(): void {
    if (batch.isEmpty) return
    const work = before
    before = null
    work?.()
    const full = batch
    batch = new Batch(known)
    batches += 1
    client.query(full)
  }

  function run(text: string, values: readonly unknown[] = []): Promise<Answer> {
    if (ended) throw new Error('a statement after the end of its transaction')
    if (batch.isEmpty) {
      const sent = batches
      // After everything that is ready to go on has gone on, whether this runs in a promise's turn or in an event's.
      queueMicrotask(() =>
        process.nextTick(() => {
          if (sent === batches) send()
        }),
      )
    }
    return batch.add(names.nameOf(text), text, values)
  }

  const executor = new BatchExecutor(run)
  const tx = new Kysely<Schema>({ config: { dialect }, dialect, driver, executor })
  return {
    tx,
    run,
    send,
    beforeSent: (work) => void (before = work),
    end: () => void (ended = true),
  }
}

/** Begins and ends nothing: the transaction around it is `Database.transaction`'s alone. */
class BatchExecutor extends DefaultQueryExecutor {
  readonly #run: Statements['run']

  constructor(run: Statements['run']) {
    // One of its own: a compiler keeps the values of what it compiled last, and they go with the transaction.
    super(new PostgresQueryCompiler(), adapter, { provideConnection: refuse })
    this.#run = run
  }

  override async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, tag } = await this.#run(sql, parameters)
    return { rows: rows as Row[], numAffectedRows: affected(tag) }
  }
}

/** The count at the tag's end, as in `INSERT 0 1`; none is 0. */
const affected = (tag: string): bigint => BigInt(Number(tag.slice(tag.lastIndexOf(' ') + 1)) || 0)

const refuse = () => Promise.reject(new Error('a transaction inside of a transaction'))
const nothing = () => Promise.resolve()

const adapter = new PostgresAdapter()
const driver: Driver = {
  init: nothing,
  acquireConnection: refuse,
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  releaseConnection: nothing,
  destroy: nothing,
}
/** Compiles statements and runs none. */
export const dialect: Dialect = {
  createAdapter: () => adapter,
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (database) => new PostgresIntrospector(database),
  createDriver: () => driver,
}
