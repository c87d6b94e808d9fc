import type { ShownRunbook } from '#model/runbooks.ts'
import type { InForce } from '#store/bundles.ts'
import type { Tx } from '#store/database.ts'
import { findRunbooks } from '#store/runbooks.ts'
import type { ThinkDeps } from '../deps.ts'
import type { Prompt } from './prompts.ts'
import type { Transcript } from './transcript.ts'

/** How many are shown at once; a model that is told everything follows nothing. */
const shownMax = 2

/**
 * Runbooks that fit and were not shown yet: before the first turn by the ticket's words, later by those of a new hypothesis,
 * which may be about another cause than the ticket.
 * INVARIANT: texts come from the bundle whose digest was checked; the search tells ids only.
 */
export async function findKnowledge(
  deps: Pick<ThinkDeps, 'tenant'>,
  tx: Tx,
  inForce: InForce,
  prompt: Pick<Prompt, 'runbooks'>,
  { ask, turns }: Pick<Transcript, 'ask' | 'turns'>,
): Promise<ShownRunbook[]> {
  if (prompt.runbooks.size === 0) return []
  const plan = turns.at(-1)?.outcome.plan
  const wanted =
    turns.length === 0 ? `${ask.title}\n${ask.text}` : plan && `${plan.hypothesis}\n${plan.next.join('\n')}`
  if (wanted === undefined) return []
  const shown = new Set(turns.flatMap((turn) => turn.runbooks ?? []).map(({ id }) => id))
  const ids = await findRunbooks(deps.tenant, tx, inForce, wanted, shownMax + shown.size)
  return ids
    .flatMap((id) => prompt.runbooks.get(id) ?? [])
    .filter(({ id, always }) => !always && !shown.has(id))
    .slice(0, shownMax)
    .map(({ id, title, text }) => ({ id, title, text }))
}
