import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineProof, listHash, listHashOfLine } from '#vault/list-hash.ts'
import { inclusionProof, merkleRoot, rootOfProof } from '#vault/merkle.ts'

const bytes = fc.uint8Array({ minLength: 0, maxLength: 40 })
const leaves = fc.array(bytes, { minLength: 1, maxLength: 70 })
const hex = (data: Uint8Array | null) => data && Buffer.from(data).toString('hex')

/** Section 2.1.1 of RFC 6962, told from the leaves upwards instead of from the top: another way to the same root. */
function rootByLevels(data: readonly Uint8Array[]): Buffer {
  const sha = (...parts: Uint8Array[]) => {
    const hash = createHash('sha256')
    for (const part of parts) hash.update(part)
    return hash.digest()
  }
  let level: Buffer[] = data.map((each) => sha(Uint8Array.of(0), each))
  while (level.length > 1) {
    const next: Buffer[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]]
      if (left) next.push(right ? sha(Uint8Array.of(1), left, right) : left)
    }
    level = next
  }
  return level[0] ?? sha()
}

describe('a Merkle tree', () => {
  it('has the roots that the test vectors of Certificate Transparency have', () => {
    const vectors = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ].map((each) => Buffer.from(each, 'hex'))
    expect([0, 1, 2, 3, 8].map((size) => hex(merkleRoot(vectors.slice(0, size))))).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ])
    expect(inclusionProof(vectors, 5).map(hex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
  })

  it('has the root that is built level by level', () => {
    expect(() => {
      fc.assert(fc.property(leaves, (data) => hex(merkleRoot(data)) === hex(rootByLevels(data))))
    }).not.toThrow()
  })

  it('has a proof for each leaf that leads to its root', () => {
    const property = () =>
      fc.assert(
        fc.property(leaves, (data) => {
          const root = hex(merkleRoot(data))
          return data.every(
            (leaf, index) =>
              hex(rootOfProof({ leaf, index, size: data.length, proof: inclusionProof(data, index) })) ===
              root,
          )
        }),
      )
    expect(property).not.toThrow()
  })

  it('has no proof that leads there for another leaf, place, size or path', () => {
    const distinct = fc.uniqueArray(bytes, {
      minLength: 1,
      maxLength: 40,
      selector: (each) => hex(each) ?? '',
    })
    const forged = fc.record({
      data: distinct,
      from: fc.nat(),
      to: fc.nat(),
      size: fc.nat(50),
      kind: fc.nat(4),
    })
    const property = () =>
      fc.assert(
        fc.property(forged, ({ data, from, to, size, kind }) => {
          const at = from % data.length
          const other = to % data.length
          const leaf = data[at] ?? new Uint8Array()
          const proof = inclusionProof(data, at)
          const root = hex(merkleRoot(data))
          const lies = [
            other !== at && rootOfProof({ leaf, index: other, size: data.length, proof }),
            other !== at &&
              rootOfProof({ leaf, index: at, size: data.length, proof: inclusionProof(data, other) }),
            rootOfProof({ leaf, index: at, size: data.length, proof: [...proof, Buffer.alloc(32)] }),
            proof.length > 0 && rootOfProof({ leaf, index: at, size: data.length, proof: proof.slice(1) }),
            // An inner node shown as a leaf.
            data.length > 2 &&
              rootOfProof({
                leaf: Buffer.concat([merkleRoot(data.slice(0, 1)), merkleRoot(data.slice(1, 2))]),
                index: 0,
                size: data.length - 1,
                proof: inclusionProof(data, 0).slice(1),
              }),
          ]
          const lie = lies[kind]
          return !lie || (hex(lie) !== root && size >= 0)
        }),
        { numRuns: 600 },
      )
    expect(property).not.toThrow()
  })
})

const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((each) => `sha256:${Buffer.from(each).toString('hex')}`)

describe('the hash of a list', () => {
  it('is what each of its lines proves', () => {
    const property = () =>
      fc.assert(
        fc.property(fc.array(digest, { minLength: 1, maxLength: 40 }), (hashes) =>
          hashes.every(
            (actionHash, position) =>
              listHashOfLine({
                actionHash,
                position,
                size: hashes.length,
                proof: lineProof(hashes, position),
              }) === listHash(hashes),
          ),
        ),
      )
    expect(property).not.toThrow()
  })

  it('is another for each order, each size and each line left out', () => {
    const some = fc.uniqueArray(digest, { minLength: 2, maxLength: 20 })
    const property = () =>
      fc.assert(
        fc.property(some, fc.nat(), (hashes, at) => {
          const without = hashes.filter((_each, index) => index !== at % hashes.length)
          const all = [
            listHash(hashes),
            listHash(hashes.toReversed()),
            listHash(without),
            listHash([...hashes, ...hashes]),
          ]
          return new Set(all).size === all.length
        }),
      )
    expect(property).not.toThrow()
  })

  it('binds the count: the same root under another size is another list', () => {
    const one = `sha256:${'ab'.repeat(32)}`
    expect(listHashOfLine({ actionHash: one, position: 0, size: 1, proof: [] })).toBe(listHash([one]))
    expect(listHashOfLine({ actionHash: one, position: 0, size: 2, proof: [] })).toBeNull()
  })

  it.each(['', 'zz'.repeat(32), 'AB'.repeat(32), 'ab'.repeat(31)])(
    'takes no proof with `%s` in it',
    (hash) => {
      const actionHash = `sha256:${'ab'.repeat(32)}`
      expect(listHashOfLine({ actionHash, position: 0, size: 2, proof: [hash] })).toBeNull()
    },
  )
})
