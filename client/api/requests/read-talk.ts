import { z } from 'zod'
import { isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { Said, saidPrefix } from '#contract/talk.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { DecisionView } from '../decisions/read-decisions.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { seesContent } from './see.ts'

/** One thing that was said between Dex and the requester. */
export const TalkView = z
  .strictObject({
    /** `dex` asked or told; `requester`: answered in their name, text and no authority. */
    by: z.enum(['dex', 'requester']),
    kind: z.enum(['question', 'reply', 'answer']),
    at: z.iso.datetime(),
    text: z.string(),
  })
  .meta({ id: 'Talk' })
export type TalkView = z.infer<typeof TalkView>

const answers = 'answer/'

/** In order, for whom may see it and while it stands. What went to a ticket stands there. */
export async function readTalk(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: RequestRow,
  decisions: readonly DecisionView[],
): Promise<TalkView[]> {
  if (row.closed_at !== null || !seesContent(caller, row)) return []
  const id = row.id as RequestId
  try {
    const scratch = scratchOf(caller.tenant, tx, id, await deps.keys.request(caller.tenant, id))
    const content = await scratch.all([saidPrefix, answers])
    const said = [...content].flatMap(([name, value]): TalkView[] =>
      name.startsWith(saidPrefix) ? [{ by: 'dex', ...Said.parse(value) }] : [],
    )
    const answered = decisions.flatMap(({ id: decision, at, verdict }): TalkView[] => {
      const text = verdict === 'answer' ? content.get(`${answers}${decision}`) : undefined
      return typeof text === 'string' ? [{ by: 'requester', kind: 'answer', at, text }] : []
    })
    return [...said, ...answered].toSorted((one, other) => one.at.localeCompare(other.at))
  } catch (error) {
    if (isDexError(error, 'sealed')) return []
    throw error
  }
}
