import { createHash } from 'node:crypto'

/** Hashes are 32 bytes. RFC 6962 section 2.1: leaves and nodes are hashed apart, so that neither passes for the other. */
const leafHash = (data: Uint8Array): Buffer =>
  createHash('sha256').update(Uint8Array.of(0)).update(data).digest()
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest()

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** MTH of RFC 6962; of no leaves the hash of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  const [only] = leaves
  if (!only) return createHash('sha256').digest()
  if (leaves.length === 1) return leafHash(only)
  const split = splitOf(leaves.length)
  return nodeHash(merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)))
}

/** PATH of RFC 6962: what is needed beside the leaf at `index`, from the leaf upwards. */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Buffer[] {
  if (leaves.length <= 1) return []
  const split = splitOf(leaves.length)
  return index < split
    ? [...inclusionProof(leaves.slice(0, split), index), merkleRoot(leaves.slice(split))]
    : [...inclusionProof(leaves.slice(split), index - split), merkleRoot(leaves.slice(0, split))]
}

/**
 * The root that a proof leads to (RFC 9162 section 2.1.3.2); null where it is no proof for this place in a list of this size. The
 * caller compares the root with the one that was signed.
 */
export function rootOfProof(of: {
  leaf: Uint8Array
  index: number
  size: number
  proof: readonly Uint8Array[]
}): Buffer | null {
  const { index, size, proof } = of
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return null
  let place = index
  let last = size - 1
  let root = leafHash(of.leaf)
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== 32) return null
    if (place % 2 === 1 || place === last) {
      root = nodeHash(sibling, root)
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2)
        last = Math.floor(last / 2)
      }
    } else {
      root = nodeHash(root, sibling)
    }
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? root : null
}
