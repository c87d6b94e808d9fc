import { endInWords, isAskedAgain } from '#contract/approval-end.ts'
import { type ApprovalRow, findNextApproval } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import type { Caller } from '../session/caller.ts'
import type { ApprovalView } from './shape.ts'

/** Why it is not in the inbox any more, by whose word, and what is asked in its place. */
export async function readEnd(
  caller: Caller,
  tx: Tx,
  row: ApprovalRow,
  nameOf: (person: string) => Promise<string | null>,
): Promise<ApprovalView['ended']> {
  const { ended_code: code, ended_by: person } = row
  if (code === null) return null
  const instead = isAskedAgain(code) ? await findNextApproval(caller.tenant, tx, row) : undefined
  return {
    code,
    why: endInWords(code),
    by: person === null ? null : { person, name: await nameOf(person), you: person === caller.person },
    instead: instead ?? null,
  }
}
