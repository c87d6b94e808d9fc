import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { sayAnswer, StatementAnswer } from '../statement-answer.ts'
import { signedInClient } from '../with-session.ts'
import { Approval } from './approvals.ts'

/** `3` or `3,17,40`. Throws `usage` for anything else. */
export function lineNumbers(text: string): number[] {
  const numbers = text.split(',').map((each) => Number(each.trim()))
  if (numbers.some((each) => !Number.isSafeInteger(each) || each < 1))
    throw new DexError('usage', `\`${text}\` are no line numbers`, { mend: 'such as 3,17,40' })
  return numbers
}

/** The rest is asked for anew, as a list with another hash. */
export async function takeOutLines({ out, data }: Run, id: string, lines: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const path = `/api/approvals/${encodeURIComponent(id)}`
  const { hash, version, list } = await client.get(path, Approval)
  if (list === null)
    throw new DexError('usage', `\`${id}\` is of no list`, {
      mend: `reject it: \`dex approval reject ${id}\``,
    })
  const answer = await client.post(
    `${path}/take-out`,
    { hash, version, lines: lineNumbers(lines) },
    StatementAnswer,
  )
  out.result({ id, ...answer }, () => sayAnswer(answer, 'taken out; the shorter list waits for a yes'))
  return exitCodes.done
}
