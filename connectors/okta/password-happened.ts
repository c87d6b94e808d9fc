import type { Clock } from '#contract/clock.ts'
import type { Happened, ReadBackCall } from '#contract/connector.ts'
import { requireOktaId } from './ids.ts'
import type { OktaRun } from './run.ts'
import { seenInLog } from './seen-in-log.ts'
import { readUser } from './user.ts'

const SKEW_MS = 60_000

/**
 * Whether a password was reset or expired since the intent. The log decides where it can be read and has it. The status
 * alone counts as far as `status` says: `holds` in any case, `since` if it changed since the intent, `never`.
 */
export async function passwordHappened(
  run: OktaRun,
  clock: Clock,
  call: ReadBackCall,
  wanted: { types: readonly string[]; status: string; counts: 'holds' | 'since' | 'never' },
): Promise<Happened> {
  const targetId = requireOktaId(call.target?.id)
  const { value: user } = await run(call, (client) => readUser(client, targetId))
  const seen = await seenInLog(run, call, { types: wanted.types, targetId }, clock)
  if (seen === true) return 'yes'
  const since = Date.parse(call.since)
  const changedAt = Math.max(momentOf(user.statusChanged), momentOf(user.passwordChanged))
  if (user.status === wanted.status) {
    const counts = wanted.counts === 'holds' || (wanted.counts === 'since' && changedAt >= since)
    return counts ? 'yes' : 'cannot_tell'
  }
  // The person may have chosen a new password meanwhile, which ends the status that we look for.
  const moved = changedAt >= since - SKEW_MS || user.status === 'DEPROVISIONED'
  return moved ? 'cannot_tell' : 'no'
}

const momentOf = (text: string | null): number => (text === null ? 0 : Date.parse(text))
