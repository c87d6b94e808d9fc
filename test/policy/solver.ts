import { afterAll, beforeAll } from 'vitest'
import type { Asking } from '#policy/analyze/question.ts'
import { defaultEffort } from '#policy/analyze/question.ts'
import type { Solver } from '#client/cli/policy/solver.ts'
import { createSolver } from '#client/cli/policy/solver.ts'

/** One solver for the tests of a file. */
export function solverForTests(): Asking {
  let solver: Solver | null = null
  beforeAll(async () => {
    solver = await createSolver()
  })
  afterAll(() => solver?.close())
  return {
    effort: defaultEffort,
    solve: async (script, variables, effort) => {
      if (solver === null) throw new Error('no solver')
      return solver.solve(script, variables, effort)
    },
  }
}
