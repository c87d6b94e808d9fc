import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import { coversAny } from '#policy/action-pattern.ts'
import { analyze } from '#policy/analyze/analyze.ts'
import { defaultEffort } from '#policy/analyze/question.ts'
import { renderAnalysis } from '#policy/analyze/render.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { loadDirectories } from './load-directories.ts'
import { createSolver } from './solver.ts'

/** Exit code 1 when the analysis is not clean, or an action of `neverUnapproved` is not proved to need approval. */
export async function analyzeDirectories(
  { out }: Run,
  directories: readonly string[],
  neverUnapproved: readonly string[],
): Promise<ExitCode> {
  const bundle = await loadDirectories(directories)
  for (const pattern of neverUnapproved)
    if (![...catalog.keys()].some((action) => coversAny([pattern], action)))
      throw new DexError('usage', `no action is covered by \`${pattern}\``, {
        mend: 'use a name from `dex action list`',
      })
  const solver = await createSolver()
  try {
    const analysis = await analyze({ solve: solver.solve, effort: defaultEffort }, bundle, catalog)
    const unproved = analysis.unapproved
      .filter(({ action, finding }) => coversAny(neverUnapproved, action) && finding.answer !== 'never')
      .map(({ action }) => action)
    out.result({ ...analysis, unproved }, () => {
      const more = unproved.length === 0 ? '' : `\nnot proved to need approval: ${unproved.join(', ')}`
      return `${renderAnalysis(analysis)}${more}`
    })
    return analysis.clean && unproved.length === 0 ? exitCodes.done : exitCodes.no
  } finally {
    solver.close()
  }
}
