import type { ActionDefinition } from '#contract/action.ts'
import { DexError } from '#contract/error.ts'
import { holdsBack, StopStatement } from '#contract/stop.ts'
import type { Tx } from '#store/database.ts'
import { type StopEnd, stopsOf } from '#store/stops.ts'
import type { GateDeps } from '../deps.ts'

/** Ends that were verified, by the signature: it covers the stop's id. */
const verified = new Set<string>()
const verifiedMax = 10_000

/**
 * Throws `writes_stopped`, which is tried again until somebody resumes. INVARIANT: a stop is over only by a statement that api
 * signed for exactly this stop; a row that claims it is over still stops (T6).
 */
export async function assertNotStopped(
  deps: Pick<GateDeps, 'tenant' | 'verify'>,
  tx: Tx,
  definition: Pick<ActionDefinition, 'name' | 'platform' | 'write'>,
): Promise<void> {
  if (!definition.write || definition.platform === 'dex') return
  const stops = await stopsOf(deps.tenant, tx, definition)
  const holding = stops.find((each) => holdsBack(each, definition) && !isOver(deps, each))
  if (holding) throw new DexError('writes_stopped', undefined, { log: holding.id })
}

function isOver(
  { tenant, verify }: Pick<GateDeps, 'tenant' | 'verify'>,
  { id, end_statement: statement, end_signature: signature }: StopEnd,
): boolean {
  if (statement === null || signature === null) return false
  const parsed = StopStatement.safeParse(statement)
  if (!parsed.success) return false
  const { data } = parsed
  if (data.word !== 'resume' || data.stop !== id || data.tenant !== tenant) return false
  const known = `${tenant} ${id} ${signature}`
  if (verified.has(known)) return true
  if (!verify({ statement: data, signature }, new Date(data.issuedAt))) return false
  if (verified.size >= verifiedMax) verified.clear()
  verified.add(known)
  return true
}
