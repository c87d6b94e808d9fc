import type { Encoded } from './encode.ts'
import type { Term } from './term.ts'
import { no, yes } from './term.ts'
import type { Sort } from './world.ts'

/**
 * Whether SMT-LIB declarations and assertions can all hold, and if so a value of each variable, as a term. `effort` bounds the
 * solver by its own count of steps; 0 does not. A script that it cannot read is unknown. The caller brings the solver.
 */
export type Solve = (
  script: string,
  variables: readonly { name: string; sort: Sort }[],
  effort: number,
) => Promise<{ answer: 'sat' | 'unsat' | 'unknown'; values: Term[] }>

/** The value of each variable of a world, as terms, by name. */
export type Model = ReadonlyMap<string, Term>

export type Answer = { found: false; unknown: boolean } | { found: true; model: Model }

/**
 * Asks for values under which a term holds. Not found and not unknown: there are none, which is a proof. Bounded by steps and
 * not by time, so that a busy machine gives the same answer.
 */
export async function ask(solve: Solve, encoded: Encoded, question: Term, effort: number): Promise<Answer> {
  if (question === no) return { found: false, unknown: false }
  const { world } = encoded
  const asserted = question === yes ? '' : `(assert ${question})`
  const variables = world.declared().map(({ name, sort }) => ({ name: world.plain(name), sort }))
  const { answer, values } = await solve(`${world.script()}\n${asserted}`, variables, effort)
  if (answer !== 'sat') return { found: false, unknown: answer === 'unknown' }
  return { found: true, model: new Map(world.declared().map(({ name }, at) => [name, values[at] ?? no])) }
}
