import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { sayAnswer, StatementAnswer } from '../statement-answer.ts'
import { signedInClient } from '../with-session.ts'
import { Approval } from './approvals.ts'

export interface EditOptions {
  set?: string[]
  unset?: string[]
  target?: string
  reason?: string
}

/** `title=Clerk`; a value that is JSON is taken as such. Throws `usage` for what has no name. */
export function setting(text: string): [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw new DexError('usage', `\`${text}\` sets nothing`, { mend: 'such as title=Clerk' })
  const value = text.slice(at + 1)
  try {
    return [text.slice(0, at), JSON.parse(value)]
  } catch {
    return [text.slice(0, at), value]
  }
}

/** What is asked for is changed; it is decided and asked anew, and whoever changes it cannot approve it. */
export async function editApproval({ out, data }: Run, id: string, options: EditOptions): Promise<ExitCode> {
  const { set = [], unset = [], target, reason } = options
  if (set.length + unset.length === 0 && target === undefined)
    throw new DexError('usage', 'nothing is changed', {
      mend: 'such as --set title=Clerk, --unset title or --target 00u…',
    })
  const client = await signedInClient(data)
  const path = `/api/approvals/${encodeURIComponent(id)}`
  const { hash, version, content } = await client.get(path, Approval)
  if (!content) throw new DexError('usage', `\`${id}\` cannot be changed any more`)
  const kept = Object.entries(content.params).filter(([name]) => !unset.includes(name))
  const params = { ...Object.fromEntries(kept), ...Object.fromEntries(set.map(setting)) }
  const body = { hash, version, params, ...(target && { target }), ...(reason && { reason }) }
  const answer = await client.post(`${path}/edit`, body, StatementAnswer)
  out.result({ id, ...answer }, () => sayAnswer(answer, 'changed; it is decided and asked anew'))
  return exitCodes.done
}
