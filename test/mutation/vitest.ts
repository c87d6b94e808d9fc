import * as vitest from 'vitest'

/** What the policy room's tests import of `vitest`, for `runner.ts`: declared once, run as often as there are mutants. */

type Body = () => unknown
/** The hooks of one file: `before` runs once, when the first of its tests does. */
type File = { before: Body[]; started: Promise<unknown> | null }
export type Declared = { id: string; name: string; run: () => Promise<void> }

let names: string[] = []
let file: File = { before: [], started: null }
let tests: Declared[] = []

/** The tests that `load` declares by importing their files. */
export async function collect(load: (beginFile: () => void) => Promise<void>): Promise<Declared[]> {
  tests = []
  await load(() => {
    file = { before: [], started: null }
  })
  return tests
}

// INVARIANT: vitest's own assertions judge; outside of its worker they ask for no more of one than this.
const worker = { filepath: '', config: { expect: {}, snapshotOptions: {} }, environment: { name: 'node' } }
Object.assign(globalThis, { __vitest_worker__: worker })
export const expect = vitest.createExpect()

const add = (name: string, body: Body): void => {
  const whole = [...names, name].join(' > ')
  const own = file
  const run = async (): Promise<void> => {
    own.started ??= Promise.all(own.before.map((each) => each()))
    await own.started
    await body()
  }
  tests.push({ id: String(tests.length), name: `${tests.length} ${whole}`, run })
}
const bodyOf = <Each>(rest: readonly unknown[]): Each =>
  rest.find((each) => typeof each === 'function') as Each

export const test = Object.assign((name: string, ...rest: unknown[]): void => add(name, bodyOf(rest)), {
  each:
    (rows: readonly unknown[]) =>
    (name: string, ...rest: unknown[]): void => {
      const body = bodyOf<(...row: unknown[]) => unknown>(rest)
      for (const row of rows) add(name, () => (Array.isArray(row) ? body(...(row as unknown[])) : body(row)))
    },
})

export function describe(name: string, declare: () => void): void {
  names.push(name)
  declare()
  names = names.slice(0, -1)
}

export const beforeAll = (hook: Body): unknown => file.before.push(hook)
/** Nothing: what a file holds open is there for the next mutant, until the process ends. */
export const afterAll = (_hook: Body): void => {}
