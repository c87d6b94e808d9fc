import { afterAll, beforeAll } from 'vitest'
import type { Asking } from '#policy/analyze/question.ts'
import { defaultEffort } from '#policy/analyze/question.ts'
import { closeSolver, openSolver, solveOnce } from './solved.ts'

/** One solver for the tests of a file. */
export function solverForTests(): Asking {
  beforeAll(async () => {
    await openSolver()
  })
  afterAll(closeSolver)
  return { effort: defaultEffort, solve: solveOnce }
}
