import { catalog } from '#catalog/index.ts'
import { defaultEffort } from '#policy/analyze/question.ts'
import type { ChangeKind } from '#policy/diff/diff.ts'
import { diffBundles } from '#policy/diff/diff.ts'
import { reviewOf } from '#policy/diff/review.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { loadDirectories } from './load-directories.ts'
import { createSolver } from './solver.ts'

const loosens: readonly ChangeKind[] = ['permits', 'asks_less']

/** Exit code 1, with `strict`, when the change newly permits, asks less, or cannot be told. */
export async function diffDirectories(
  { out }: Run,
  [before, after]: readonly [string, string],
  { operator, strict }: { operator?: string; strict: boolean },
): Promise<ExitCode> {
  const withOperator = operator === undefined ? [] : [operator]
  const bundles = [
    await loadDirectories([...withOperator, before]),
    await loadDirectories([...withOperator, after]),
  ] as const
  const solver = await createSolver()
  try {
    const diff = await diffBundles({ solve: solver.solve, effort: defaultEffort }, ...bundles, catalog)
    out.result(diff, () => reviewOf(diff))
    const loose = diff.changes.some(({ kind, answer }) => loosens.includes(kind) || answer === 'unknown')
    return strict && loose ? exitCodes.no : exitCodes.done
  } finally {
    solver.close()
  }
}
