import type { Solve } from '#policy/analyze/solve.ts'
import type { Solver } from '#client/cli/policy/solver.ts'
import { createSolver } from '#client/cli/policy/solver.ts'

/** One solver for all who ask, that is asked each question once: its answer follows from the question alone. */
let solver: Promise<Solver> | null = null
const answers = new Map<string, ReturnType<Solve>>()

export const openSolver = (): Promise<Solver> => (solver ??= createSolver())

export async function closeSolver(): Promise<void> {
  const open = await solver
  solver = null
  open?.close()
}

export const solveOnce: Solve = (script, variables, effort) => {
  const question = JSON.stringify([script, variables, effort])
  const known = answers.get(question) ?? openSolver().then((open) => open.solve(script, variables, effort))
  answers.set(question, known)
  return known
}
