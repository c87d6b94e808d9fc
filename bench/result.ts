import { z } from 'zod'

/** One figure. `against` is the label of the row that `ratio` divides by; nulls where nothing is compared or asked. */
export const Row = z.strictObject({
  label: z.string().min(1),
  value: z.number().nonnegative(),
  unit: z.string().min(1),
  against: z.string().nullable(),
  /** Of things that ran side by side in this run. */
  ratio: z.number().nonnegative().nullable(),
  /** The least ratio wanted. */
  goal: z.number().positive().nullable(),
  /** Whether the goal was met; true where there is none. */
  ok: z.boolean(),
})
export type Row = z.infer<typeof Row>

/** What a bench writes to `bench/results/NAME.json`. */
export const BenchResult = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/),
    machine: z.string().min(1),
    /** Ends in `+` where files differed from it. */
    commit: z.string().min(1),
    rows: z.array(Row).min(1),
  })
  .refine(
    ({ rows }) =>
      rows.every(({ against }) => against === null || rows.some(({ label }) => label === against)),
    'a row is compared with one that is not there',
  )
export type BenchResult = z.infer<typeof BenchResult>

export interface BenchOptions {
  /** Each bench has a default of its own; more is steadier. */
  rounds: number | null
  /** How many of what a bench counts, where it takes that; null: its own default. */
  size: number | null
  /** For people, while it runs. */
  progress: (line: string) => void
}

export type Bench = (options: BenchOptions) => Promise<Row[]>

/** A figure by itself. */
export const figure = (label: string, value: number, unit: string): Row => ({
  label,
  value: rounded(value),
  unit,
  against: null,
  ratio: null,
  goal: null,
  ok: true,
})

/** A figure beside another row of the same run. */
export const compared = (row: Row, against: Row, ratio: number, goal: number | null = null): Row => ({
  ...row,
  against: against.label,
  ratio: rounded(ratio),
  goal,
  ok: goal === null || ratio >= goal,
})

const rounded = (value: number): number => Number(value.toPrecision(4))

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
