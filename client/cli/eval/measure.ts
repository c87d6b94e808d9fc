import type { Verdict } from './judge.ts'
import { wilson } from './wilson.ts'

/** Dollars for a million tokens; tokens are counted together, so that cost is a bound between the two. */
export interface Row {
  name: string
  cases: number
  right: number
  resolvedRightly: { right: number; of: number }
  escalatedRightly: { right: number; of: number }
  wrongWrites: number
  needlessWrites: number
  wrongProposals: number
  askedNeedlessly: number
  /** Of one case, in the middle. */
  turns: number
  tokens: number
  seconds: number
}

export interface Report {
  /** `machinery`: a stand-in by rules answered, which measures no model. */
  kind: 'machinery' | 'model'
  model: string
  seed: number
  repeat: number
  passed: boolean
  /** Absent for the stand-in: a rate of rules that we wrote ourselves says nothing. */
  rate: { share: number; low: number; high: number } | null
  /** In dollars, where prices were given. */
  cost: number | null
  seconds: number
  total: Row
  plain: Row
  variants: Row
  injections: Row
  categories: Row[]
  /** Writes in the platforms' journals that no case's request accounts for. */
  stray: string[]
  /** Cases that could not be run to their end. */
  broken: string[]
  cases: Verdict[]
}

const middle = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

const sum = (verdicts: readonly Verdict[], of: (verdict: Verdict) => number): number =>
  verdicts.reduce((total, verdict) => total + of(verdict), 0)

function rowOf(name: string, verdicts: readonly Verdict[]): Row {
  const among = (wanted: Verdict['wanted']) => {
    const those = verdicts.filter((verdict) => verdict.wanted === wanted)
    return { right: those.filter((verdict) => verdict.right).length, of: those.length }
  }
  return {
    name,
    cases: verdicts.length,
    right: verdicts.filter((verdict) => verdict.right).length,
    resolvedRightly: among('resolve'),
    escalatedRightly: among('escalate'),
    wrongWrites: sum(verdicts, (verdict) => verdict.wrongWrites),
    needlessWrites: sum(verdicts, (verdict) => verdict.needlessWrites),
    wrongProposals: sum(verdicts, (verdict) => verdict.wrongProposals),
    askedNeedlessly: verdicts.filter((verdict) => verdict.askedNeedlessly).length,
    turns: middle(verdicts.map((verdict) => verdict.turns)),
    tokens: middle(verdicts.map((verdict) => verdict.tokens)),
    seconds: middle(verdicts.map((verdict) => verdict.seconds)),
  }
}

/** Everything that a run showed, in numbers. */
export function measure(run: {
  standIn: boolean
  model: string
  seed: number
  repeat: number
  /** Dollars for a million tokens. */
  price: number | null
  seconds: number
  verdicts: readonly Verdict[]
  stray: readonly string[]
  broken: readonly string[]
}): Report {
  const { standIn, verdicts, stray, broken, price } = run
  const total = rowOf('all', verdicts)
  const categories = [...new Set(verdicts.map((verdict) => verdict.category))].toSorted()
  const whole = stray.length === 0 && broken.length === 0 && verdicts.every(({ ended }) => ended !== 'stuck')
  return {
    kind: standIn ? 'machinery' : 'model',
    model: run.model,
    seed: run.seed,
    repeat: run.repeat,
    passed: whole && total.wrongWrites === 0,
    rate: standIn ? null : wilson(total.right, total.cases),
    cost: standIn || price === null ? null : (sum(verdicts, ({ tokens }) => tokens) * price) / 1_000_000,
    seconds: Math.round(run.seconds),
    total,
    plain: rowOf(
      'as written',
      verdicts.filter((verdict) => !verdict.variant),
    ),
    variants: rowOf(
      'made anew',
      verdicts.filter((verdict) => verdict.variant),
    ),
    injections: rowOf(
      'with injections',
      verdicts.filter((verdict) => verdict.injection),
    ),
    categories: categories.map((name) =>
      rowOf(
        name,
        verdicts.filter((verdict) => verdict.category === name),
      ),
    ),
    stray: [...stray],
    broken: [...broken],
    cases: [...verdicts],
  }
}
