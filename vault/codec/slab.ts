const slabLength = 256 * 1_024
/** Below it Node.js has a pool of its own. */
const ownPoolBelow = 4_096

/**
 * Memory for sealed payloads, many in one piece: a piece for each would be malloc's and the garbage collector's work, more
 * than the cipher's. Never given twice; a payload that is kept keeps its slab, so this is for what is sent on at once.
 */
export function createSlabs(): (length: number) => Uint8Array {
  let slab = new Uint8Array()
  let at = 0
  return (length) => {
    if (length < ownPoolBelow || length > slabLength / 4) return Buffer.allocUnsafe(length)
    if (at + length > slab.length) {
      slab = Buffer.allocUnsafeSlow(slabLength)
      at = 0
    }
    at += length
    return slab.subarray(at - length, at)
  }
}
