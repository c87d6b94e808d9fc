import type { Happened } from '#contract/connector.ts'

const SKEW_MS = 60_000

/**
 * Whether a moment that Graph shows lies after ours. Its moments are cut to seconds, so that ours is too; one shortly
 * before may be ours under a clock that lags, and cannot be told from an earlier one's.
 */
export function happenedSince(moment: string | null | undefined, since: string): Happened {
  const shown = Date.parse(moment ?? '')
  const from = Math.floor(Date.parse(since) / 1_000) * 1_000
  if (Number.isNaN(from)) return 'cannot_tell'
  if (Number.isNaN(shown)) return 'no'
  if (shown >= from) return 'yes'
  return shown >= from - SKEW_MS ? 'cannot_tell' : 'no'
}
