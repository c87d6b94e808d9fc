import pg from 'pg'
import { toParameter } from './parameter.ts'

/** Rows and the server's word for what it did: `SELECT 2`, `INSERT 0 1`, `COMMIT`. */
export interface Answer {
  rows: Record<string, unknown>[]
  tag: string
}

interface Field {
  name: string
  parse: (text: string) => unknown
}

/** A statement that the server's connection has parsed; its fields are told with its first answer. */
interface Parsed {
  fields: readonly Field[]
}

/** What the server at the other end of one connection knows by name. */
export class ParsedStatements {
  readonly #known = new Map<string, Parsed>()
  readonly #doubtful = new Set<string>()

  /** `again`: a statement of this name may stand there and must go before it is parsed. `''` is never known. */
  take(name: string): { parsed: Parsed; parse: boolean; again: boolean } {
    const known = this.#known.get(name)
    if (known) return { parsed: known, parse: false, again: false }
    const parsed: Parsed = { fields: [] }
    if (name !== '') this.#known.set(name, parsed)
    return { parsed, parse: true, again: this.#doubtful.delete(name) }
  }

  /** It failed, or nobody knows how far it came: next time it is parsed anew. */
  doubt(name: string): void {
    if (name === '') return
    this.#known.delete(name)
    this.#doubtful.add(name)
  }
}

interface Statement {
  name: string
  text: string
  parameters: (string | Buffer | null)[]
  parsed: Parsed
  rows: Record<string, unknown>[]
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/**
 * Statements that travel together, in the order they were added, and end with one Sync: one write on each side. Each is
 * run before the next is bound and sees what was committed by then; behind one that fails none runs, and all of them
 * are rejected with its error (PostgreSQL's frontend/backend protocol, pipelining).
 */
export class Batch extends pg.Query {
  readonly #statements: Statement[] = []
  readonly #known: ParsedStatements
  #answered = 0

  constructor(known: ParsedStatements) {
    super('')
    this.#known = known
  }

  get isEmpty(): boolean {
    return this.#statements.length === 0
  }

  add(name: string, text: string, values: readonly unknown[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const parameters = values.map(toParameter)
      this.#statements.push({ name, text, parameters, parsed: { fields: [] }, rows: [], resolve, reject })
    })
  }

  override submit = (connection: pg.Connection): void => {
    connection.stream.cork()
    for (const statement of this.#statements) {
      const { name, text, parameters: values } = statement
      const { parsed, parse, again } = this.#known.take(name)
      statement.parsed = parsed
      if (again) connection.close({ type: 'S', name }, true)
      if (parse) connection.parse({ name, text, types: [] }, true)
      connection.bind({ portal: '', statement: name, values, binary: '' }, true)
      if (parse) connection.describe({ type: 'P', name: '' }, true)
      connection.execute({ portal: '', rows: '' }, true)
    }
    connection.sync()
    connection.stream.uncork()
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    const statement = this.#statements[this.#answered]
    if (!statement) return
    statement.parsed.fields = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: pg.types.getTypeParser(dataTypeID, 'text'),
    }))
  }

  handleDataRow({ fields: values }: { fields: (string | null)[] }): void {
    const statement = this.#statements[this.#answered]
    if (!statement) return
    const { fields } = statement.parsed
    const row: Record<string, unknown> = {}
    for (const [index, field] of fields.entries()) {
      const text = values[index] ?? null
      row[field.name] = text === null ? null : field.parse(text)
    }
    statement.rows.push(row)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const statement = this.#statements[this.#answered]
    this.#answered += 1
    statement?.resolve({ rows: statement.rows, tag: text })
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' })
  }

  handleError(error: unknown): void {
    for (const statement of this.#statements.slice(this.#answered)) {
      this.#known.doubt(statement.name)
      statement.reject(error)
    }
    this.#answered = this.#statements.length
  }

  handleReadyForQuery(): void {}
}
