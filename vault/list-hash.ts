import type { Digest } from '#contract/ids.ts'
import { domainDigest } from './hashes.ts'
import { inclusionProof, merkleRoot, rootOfProof } from './merkle.ts'

const bytesOf = (digest: string): Buffer => Buffer.from(digest.replace(/^sha256:/, ''), 'hex')

const ofRoot = (root: Uint8Array, size: number): Digest =>
  domainDigest('dex/list/v1', { root: Buffer.from(root).toString('hex'), size })

/** What a person says yes to when it is a list: the Merkle root over its lines' action hashes in their order, and their count (T20). */
export const listHash = (actionHashes: readonly string[]): Digest =>
  ofRoot(merkleRoot(actionHashes.map(bytesOf)), actionHashes.length)

/** That the line at this place is part of the list: hashes in hex, from the leaf upwards. */
export const lineProof = (actionHashes: readonly string[], position: number): string[] =>
  inclusionProof(actionHashes.map(bytesOf), position).map((hash) => hash.toString('hex'))

const hexHash = /^[0-9a-f]{64}$/

/** The hash of the list that a line's proof leads to; null where it is no proof for this place in a list of this size. */
export function listHashOfLine(line: {
  actionHash: string
  position: number
  size: number
  proof: readonly string[]
}): Digest | null {
  if (!line.proof.every((hash) => hexHash.test(hash))) return null
  const root = rootOfProof({
    leaf: bytesOf(line.actionHash),
    index: line.position,
    size: line.size,
    proof: line.proof.map((hash) => Buffer.from(hash, 'hex')),
  })
  return root && ofRoot(root, line.size)
}
