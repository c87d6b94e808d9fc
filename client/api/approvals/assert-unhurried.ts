import { DexError } from '#contract/error.ts'
import type { Tx } from '#store/database.ts'
import { yesesSince } from '#store/decisions.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

/**
 * A gentle stop where so many are approved faster than they can be read. Counted from the person's own statements, whatever
 * session or door they came by, one of theirs at a time. Throws `too_fast` with the wait.
 */
export async function assertUnhurried(
  deps: Pick<ApiDeps, 'clock' | 'limits'>,
  caller: Caller,
  tx: Tx,
): Promise<void> {
  const { most, withinMs } = deps.limits.approvals
  const now = deps.clock()
  const given = await yesesSince(caller.tenant, tx, {
    person: caller.person,
    after: new Date(now - withinMs),
    most,
  })
  const oldest = given.at(-1)
  if (given.length < most || oldest === undefined) return
  const retryAfterMs = Math.max(1_000, oldest.getTime() + withinMs - now)
  throw new DexError('too_fast', undefined, {
    retryAfterMs,
    extra: { approved: given.length, retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) },
  })
}
