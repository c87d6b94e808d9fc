import { hash } from 'node:crypto'

/** A tenant's chain as far as it was followed. */
export interface LogChain {
  readonly seq: number
  /** 64 hex digits. */
  readonly hash: string
  /**
   * Takes the next entry: its position, the hash that stands beside it, and its text or the text's UTF-8 bytes. False,
   * and nothing taken, when it is not what was written after the one before.
   */
  take(seq: number, hash: string, entry: Uint8Array | string): boolean
}

/** 32 zero bytes stand before a tenant's first entry. */
const genesis = { seq: 0, hash: '0'.repeat(64) }

/**
 * INVARIANT: the same as the store's SQL and as `logEntryHash`: `sha256(previous || seq as eight bytes || entry)`. One
 * buffer is used for all entries, since a log is followed at the speed of the digest.
 */
export function followChain(from: { seq: number; hash: string } = genesis): LogChain {
  let seq = from.seq
  let previous = from.hash
  let bytes = Buffer.alloc(8_192)
  bytes.write(previous, 0, 'hex')
  return {
    get seq() {
      return seq
    },
    get hash() {
      return previous
    },
    take(position, claimed, entry) {
      if (position !== seq + 1) return false
      const length = 40 + (typeof entry === 'string' ? Buffer.byteLength(entry) : entry.length)
      if (length > bytes.length) bytes = Buffer.concat([bytes.subarray(0, 40), Buffer.alloc(length * 2)])
      bytes.writeBigInt64BE(BigInt(position), 32)
      if (typeof entry === 'string') bytes.write(entry, 40, 'utf8')
      else bytes.set(entry, 40)
      const next = hash('sha256', bytes.subarray(0, length), 'hex')
      if (next !== claimed) return false
      bytes.write(next, 0, 'hex')
      seq = position
      previous = next
      return true
    },
  }
}
