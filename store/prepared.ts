import { type Compilable, type CompiledQuery, Kysely } from 'kysely'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'
import { dialect } from './statements.ts'

/** Stands in a compiled statement where a value will. */
class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Stands for a value that is given at the call. */
export type Value<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name]

/**
 * A statement that is always the same text: built and compiled at its first use, and only given its values after that.
 * `value(name)` may stand wherever a value may, lists of values excepted. Answers all rows.
 */
export function prepared<Values extends object, Row>(
  build: (database: Kysely<Schema>, value: Value<Values>) => Compilable<Row>,
): (tx: Tx, values: Values) => Promise<Row[]> {
  let compiled: CompiledQuery<Row> | undefined
  return async (tx, values) => {
    compiled ??= compile(build)
    const parameters = compiled.parameters.map((each) =>
      each instanceof Placeholder ? (values as Record<string, unknown>)[each.name] : each,
    )
    const { rows } = await tx.executeQuery<Row>({ ...compiled, parameters })
    return rows
  }
}

function compile<Values, Row>(
  build: (database: Kysely<Schema>, value: Value<Values>) => Compilable<Row>,
): CompiledQuery<Row> {
  // What is compiled never runs here, and so may be taken for the value that it stands for.
  const value = (name: string): unknown => new Placeholder(name)
  return build(new Kysely<Schema>({ dialect }), value as Value<Values>).compile()
}

/**
 * The same where columns are told with their values, such as those that an update changes: prepared once for each set of
 * columns. Those that are `undefined` are left out.
 */
export function preparedColumns<Keys extends object, Columns extends object, Row = unknown>(
  build: (database: Kysely<Schema>, columns: Columns, value: Value<Keys>) => Compilable<Row>,
): (tx: Tx, keys: Keys, columns: Columns) => Promise<Row[]> {
  const byColumns = new Map<string, ReturnType<typeof prepared<Keys & Record<string, unknown>, Row>>>()
  return (tx, keys, told) => {
    const given = Object.entries(told).filter(([, value]) => value !== undefined)
    const names = given.map(([name]) => name).toSorted()
    const shape = names.join(' ')
    const known =
      byColumns.get(shape) ??
      prepared<Keys & Record<string, unknown>, Row>((database, value) => {
        const columns = Object.fromEntries(names.map((name) => [name, value(`column ${name}`)]))
        return build(database, columns as Columns, value as Value<Keys>)
      })
    byColumns.set(shape, known)
    const values = Object.fromEntries(given.map(([name, value]) => [`column ${name}`, value]))
    return known(tx, { ...keys, ...values } as Keys & Record<string, unknown>)
  }
}
