import { pathToFileURL } from 'node:url'
import { catalog } from '#catalog/index.ts'
import { isDexError } from '#contract/error.ts'
import { defaultEffort } from '#policy/analyze/question.ts'
import { createSolver } from '../../../cli/policy/solver.ts'
import { type Case, judge } from './judge.ts'

/** A program of its own: a `Case` as JSON on stdin, one JSON line for each finding on stdout, and at last `{"kind":"end"}`. */
async function main(): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const about = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Case
  const asking = async () => ({ solve: (await createSolver()).solve, effort: defaultEffort })
  try {
    for await (const finding of judge(about, asking, catalog)) say(finding)
    say({ kind: 'end' })
  } catch (error) {
    if (!isDexError(error)) throw error
    say({
      kind: 'refused',
      code: error.code,
      message: error.message,
      mend: error.mend,
      extra: error.extra,
    })
  }
}

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main()
  // The solver's threads would keep it up.
  process.stdout.write('', () => process.exit(0))
}
