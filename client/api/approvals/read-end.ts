import { endInWords, isAskedAgain } from '#contract/approval-end.ts'
import { type ApprovalRow, findNextApprovals } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import type { Caller } from '../session/caller.ts'
import type { ApprovalView } from './shape.ts'

/** Why these are not in the inbox any more, by whose word, and what is asked in their place; by approval. */
export async function readEnds(
  caller: Caller,
  tx: Tx,
  rows: readonly ApprovalRow[],
  meet: (people: readonly string[]) => Promise<(person: string) => string | null>,
): Promise<ReadonlyMap<string, ApprovalView['ended']>> {
  const ended = rows.flatMap((row) => (row.ended_code === null ? [] : [{ row, code: row.ended_code }]))
  const again = ended.filter(({ code }) => isAskedAgain(code)).map(({ row }) => row)
  const [next, nameOf] = await Promise.all([
    findNextApprovals(caller.tenant, tx, again),
    meet(ended.flatMap(({ row }) => row.ended_by ?? [])),
  ])
  return new Map(
    ended.map(({ row: { id, ended_by: person }, code }) => [
      id,
      {
        code,
        why: endInWords(code),
        by: person === null ? null : { person, name: nameOf(person), you: person === caller.person },
        instead: next.get(id) ?? null,
      },
    ]),
  )
}
