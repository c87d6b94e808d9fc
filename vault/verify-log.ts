import type { SignedLogHead } from '#contract/log-head.ts'
import { isDexError } from '#contract/error.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { LogChain } from './log-chain.ts'
import type { Verifier } from './verifying.ts'

export interface LogVerdict {
  /** Nothing that can be told from what was given was edited, taken out, put in, reordered, cut off or made anew. */
  intact: boolean
  /** It also reaches what independent checkpoints know of; never without such. */
  complete: boolean
  /** The last position that is proven by the chain, and where there are checkpoints by them. */
  seq: number
  /** The signed end of what was given. */
  head: { seq: number; at: string; keyId: string } | null
  /** The newest checkpoint that agrees. */
  checkpoint: { seq: number; at: string; keyId: string } | null
  /** The first position that is not as it was written; null where all are. */
  brokenAt: number | null
  /** The last position that it may be, where only checkpoints tell. */
  brokenUntil: number | null
  reason: string | null
}

/** A checkpoint that was kept elsewhere, its signature verified. */
export type KnownCheckpoint = Checkpoint & { keyId: string }

const none = { brokenAt: null, brokenUntil: null, reason: null }

/**
 * Holds a chain, entry by entry, against checkpoints that were kept elsewhere. `pass` is called after each entry that was
 * taken; the first that disagrees tells between which positions the chain was made anew.
 */
export function watchCheckpoints(checkpoints: readonly KnownCheckpoint[]) {
  const sorted = checkpoints.toSorted((left, right) => left.seq - right.seq)
  let next = 0
  let agreed: KnownCheckpoint | null = null
  return {
    get agreed() {
      return agreed
    },
    /** The newest one that lies beyond what was seen. */
    get ahead(): KnownCheckpoint | null {
      return next < sorted.length ? (sorted.at(-1) ?? null) : null
    },
    pass(chain: Pick<LogChain, 'seq' | 'hash'>): KnownCheckpoint | null {
      for (let known = sorted[next]; known && known.seq <= chain.seq; known = sorted[next]) {
        if (known.seq === chain.seq && known.hash !== chain.hash) return known
        agreed = known
        next += 1
      }
      return null
    },
  }
}
export type CheckpointWatch = ReturnType<typeof watchCheckpoints>

/** What is said once all entries were taken: of the signed end, then of the checkpoints. */
export function concludeLog(
  chain: LogChain,
  watch: CheckpointWatch,
  end: { head: SignedLogHead; verifier: Verifier } | null,
): LogVerdict {
  const { seq } = chain
  const checkpoint = watch.agreed && brief(watch.agreed)
  if (end === null) {
    const reason = 'it is cut off: the signed end is missing'
    return { intact: false, complete: false, seq, head: null, checkpoint, ...none, brokenAt: seq + 1, reason }
  }
  const { statement } = end.head
  const broken = (reason: string, brokenAt: number, brokenUntil: number | null = null): LogVerdict => ({
    intact: false,
    complete: false,
    seq: Math.min(seq, brokenAt - 1),
    head: null,
    checkpoint,
    brokenAt,
    brokenUntil,
    reason,
  })
  // A foreign end proves nothing of any entry; what checkpoints prove stays proven.
  if (!isSigned(end.verifier, end.head)) {
    return broken('the end is not signed by this key', (watch.agreed?.seq ?? 0) + 1, Math.max(1, seq))
  }
  if (statement.seq > seq)
    return broken(`${statement.seq - seq} entries before the signed end are missing`, seq + 1, statement.seq)
  if (statement.seq < seq) return broken('entries stand after the signed end', statement.seq + 1)
  if (statement.hash !== chain.hash) {
    return broken('the signed end belongs to another chain', (watch.agreed?.seq ?? 0) + 1, Math.max(1, seq))
  }
  const head = { seq, at: statement.at, keyId: statement.keyId }
  const { ahead } = watch
  if (ahead) {
    const reason = `a checkpoint of ${ahead.at} knows of entries up to ${ahead.seq}`
    // An older export is no forgery. One that is younger than the checkpoint and holds less was made anew, at any place
    // behind the last one that agrees.
    const older = Date.parse(statement.at) < Date.parse(ahead.at)
    return {
      intact: older,
      complete: false,
      seq,
      head,
      checkpoint,
      brokenAt: (older ? seq : (checkpoint?.seq ?? 0)) + 1,
      brokenUntil: ahead.seq,
      reason,
    }
  }
  return { intact: true, complete: checkpoint !== null, seq, head, checkpoint, ...none }
}

const brief = ({ seq, at, keyId }: KnownCheckpoint) => ({ seq, at, keyId })

function isSigned(verifier: Verifier, { statement, signature }: SignedLogHead): boolean {
  try {
    verifier.verify(statement, signature, statement.at)
    return true
  } catch (error) {
    if (isDexError(error)) return false
    throw error
  }
}
