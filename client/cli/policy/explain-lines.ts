import { catalog } from '#catalog/index.ts'
import { createExplainer } from '#policy/explain/explain.ts'
import { renderExplanation } from '#policy/explain/render.ts'
import { parseLine } from '#policy/parse-line.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { linesOf } from './lines-of.ts'
import { loadDirectories } from './load-directories.ts'

/** One explanation for each input line of `dex policy decide`; exit code 2 at the end when a line was not valid. */
export async function explainLines(
  { io, out }: Run,
  { bundle, input }: { bundle: string[]; input: string },
): Promise<ExitCode> {
  const explain = createExplainer(await loadDirectories(bundle), { catalog })
  let invalid = false
  for await (const line of linesOf(input, io.lines)) {
    if (line.trim() === '') continue
    const parsed = parseLine(line)
    if (parsed.ok) {
      const explanation = explain(parsed.input)
      out.each(explanation, () => `${renderExplanation(explanation)}\n`)
      continue
    }
    invalid = true
    const { error } = parsed.error
    out.each(
      parsed.error,
      () => `not an input: ${error.path === '' ? '' : `\`${error.path}\` `}${error.message}\n`,
    )
  }
  return invalid ? exitCodes.wrongUse : exitCodes.done
}
