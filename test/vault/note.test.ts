import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { openCheckpoint, signCheckpoint, splitCheckpoints } from '#vault/checkpoint.ts'
import { type ByteSigner, type NoteKey, parseNote, signNote } from '#vault/note.ts'
import { coded } from './fixture.ts'

function signer(): ByteSigner & NoteKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  return {
    keyId: 'test',
    publicKey: raw,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    sign: async (bytes) => sign(null, bytes, privateKey),
  }
}

test('a note of another implementation verifies', () => {
  // The example of golang.org/x/mod/sumdb/note: verifier key `PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW`.
  const raw = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1)
  const key: NoteKey = { keyId: 'c74f20a3', publicKey: raw, from: 0, until: Number.POSITIVE_INFINITY }
  const note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
  expect(parseNote(note).signer('PeterNeumann', [key]).keyId).toBe('c74f20a3')
  expect(() => parseNote(note).signer('EnochRoot', [key])).toThrow(coded('statement_unsigned'))
  expect(() => parseNote(note.replace('answer', 'Answer')).signer('PeterNeumann', [key])).toThrow(
    coded('statement_unsigned'),
  )
})

test('signatures of unknown keys beside ours are ignored, such as a witness’s', async () => {
  const [ours, witness] = [signer(), signer()]
  const text = 'a\nb\n'
  const note = await signNote(ours, 'dex/log', text)
  const cosigned = `${note}${(await signNote(witness, 'witness.example', text)).split('\n\n')[1] ?? ''}`
  expect(parseNote(cosigned).signer('dex/log', [ours]).keyId).toBe('test')
  expect(() => parseNote(cosigned).signer('dex/log', [])).toThrow(coded('statement_unsigned'))
})

test.each(['', 'a', 'a\n\nb\n', 'a\u0007\n', '\n'])('%j cannot be the text of a note', async (text) => {
  await expect(signNote(signer(), 'dex', text)).rejects.toEqual(coded('statement_malformed'))
})

test('a checkpoint comes back as it was signed, and a bent one does not', async () => {
  const by = signer()
  const checkpoint = { tenant: 'acme', seq: 12, hash: 'ab'.repeat(32), at: '2026-11-22T10:00:00.000Z' }
  const note = await signCheckpoint(by, checkpoint)
  expect(openCheckpoint(note, [by])).toEqual({ ...checkpoint, keyId: 'test' })
  for (let at = 0; at < note.length; at += 1) {
    const bent = note.slice(0, at) + (note[at] === 'x' ? 'y' : 'x') + note.slice(at + 1)
    expect(() => openCheckpoint(bent, [by])).toThrow(expect.objectContaining({ name: 'DexError' }))
  }
  const late = { ...by, from: Date.parse('2026-11-22T10:00:00.001Z') }
  expect(() => openCheckpoint(note, [late])).toThrow(coded('statement_unsigned'))
})

test('appended ones are told apart', async () => {
  const by = signer()
  const at = '2026-11-22T10:00:00.000Z'
  const notes = await Promise.all(
    [1, 2, 3].map((seq) => signCheckpoint(by, { tenant: 'acme', seq, hash: 'cd'.repeat(32), at })),
  )
  const split = splitCheckpoints(notes.map((note) => `${note}\n`).join(''))
  expect(split.map((note) => openCheckpoint(note, [by]).seq)).toEqual([1, 2, 3])
})
