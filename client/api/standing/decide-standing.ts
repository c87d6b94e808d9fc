import { DexError } from '#contract/error.ts'
import type { StandingId } from '#contract/standing.ts'
import type { Tx } from '#store/database.ts'
import type { ListedStanding } from '#store/standing-record.ts'
import { standingHash } from '#vault/hashes.ts'
import type { DecisionAnswer } from '../decisions/answer.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { findStanding, stateOf } from './read-standing.ts'
import { endByPerson } from './revoke.ts'
import { signStanding } from './sign.ts'
import { maySignOf } from './terms.ts'

const over = {
  expired: 'approval_expired',
  lapsed: 'approval_void',
  revoked: 'already_decided',
  used_up: 'already_decided',
  active: 'already_decided',
} as const

/** A further person's yes or no to the same terms; null where the approval is of something else. */
export async function decideStanding(
  deps: ApiDeps,
  caller: Caller,
  id: string,
  verdict: 'approve' | 'reject',
  shown: {
    hash: string
    version: number
    comment?: string | undefined
    onBehalfOf?: string | undefined
  },
): Promise<DecisionAnswer | null> {
  return deps.database.transaction(caller.tenant, async (tx) => {
    const row = await findStanding(caller.tenant, tx, id, new Date(deps.clock()))
    if (!row) return null
    if (shown.comment !== undefined)
      throw new DexError('body_invalid', 'a decision on terms takes no comment', {
        extra: { path: 'comment' },
      })
    if (shown.onBehalfOf !== undefined)
      throw new DexError('body_invalid', 'a decision on terms is one’s own', {
        extra: { path: 'onBehalfOf' },
      })
    await assertWaits(deps, caller, tx, row, shown)
    if (verdict === 'approve' && row.signatures.some((each) => each.person === caller.person))
      throw new DexError('already_decided', 'you signed it already')
    const { terms, obligations } = row
    if (verdict === 'approve')
      await signStanding(deps, caller, tx, { id: row.id as StandingId, terms, obligations })
    else await endByPerson(deps, caller, tx, row, 'rejected')
    deps.metrics.approvalGiven(verdict)
    return { status: 200 as const, body: { accepted: true as const, code: 'ok', decision: row.id } }
  })
}

async function assertWaits(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: ListedStanding,
  shown: { hash: string; version: number },
): Promise<void> {
  const hash = standingHash({ id: row.id, terms: row.terms })
  if (shown.hash !== hash || shown.version !== 1)
    throw new DexError('version_stale', undefined, { extra: { hash, version: 1 } })
  const state = stateOf(row, deps.clock())
  if (state !== 'waiting') throw new DexError(over[state])
  const maySign = await maySignOf(caller, tx, [row])
  if (!maySign(row)) throw new DexError('yes_first')
}
