import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import { createDecider } from '#policy/decide.ts'
import { parseLine } from '#policy/parse-line.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { linesOf } from './lines-of.ts'
import { loadDirectories } from './load-directories.ts'

interface Options {
  bundle: string[]
  input: string
  expect?: string
}

const effects = ['permit', 'require_approval', 'deny']
/** Lines gathered before they are written. */
const batch = 500

/**
 * One decision for each input line, in order. A line that is not valid gives its error and the run goes on; the exit code
 * is 2 at the end. With `--expect` it is 1 when a decision has another effect.
 */
export async function decideLines({ io }: Run, { bundle, input, expect }: Options): Promise<ExitCode> {
  if (expect !== undefined && !effects.includes(expect)) {
    throw new DexError('usage', `--expect \`${expect}\` is not an effect`, {
      mend: `one of ${effects.join(', ')}`,
    })
  }
  const decide = createDecider(await loadDirectories(bundle), { catalog })
  let invalid = false
  let unexpected = false
  let waiting = ''
  let count = 0
  for await (const line of linesOf(input, io.lines)) {
    if (line.trim() === '') continue
    const parsed = parseLine(line)
    const answer = parsed.ok ? decide(parsed.input) : parsed.error
    if (!parsed.ok) invalid = true
    else if (expect !== undefined && 'effect' in answer && answer.effect !== expect) unexpected = true
    waiting += `${JSON.stringify(answer)}\n`
    count += 1
    if (count % batch === 0) {
      io.stdout(waiting)
      waiting = ''
    }
  }
  io.stdout(waiting)
  if (invalid) return exitCodes.wrongUse
  return unexpected ? exitCodes.no : exitCodes.done
}
