import { createHash, createPublicKey, verify } from 'node:crypto'
import { DexError } from '#contract/error.ts'

/** Something that signs bytes with Ed25519: a key file, or a key that never leaves its service. */
export interface ByteSigner {
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes (RFC 8032). Throws `key_unavailable` where the key is a service's that does not answer. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** Who may sign, and when: milliseconds since the epoch, both ends included. */
export interface NoteKey {
  keyId: string
  publicKey: Uint8Array
  from: number
  until: number
}

const ed25519 = 0x01
const nameForm = /^[^\s+\p{Cc}]{1,200}$/u

/** `SHA-256(name || LF || 0x01 || public key)[:4]` (C2SP signed-note, "Ed25519 signatures"). */
function shortId(name: string, publicKey: Uint8Array): Buffer {
  const hash = createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ed25519]))
    .update(publicKey)
  return hash.digest().subarray(0, 4)
}

/** A C2SP signed note (c2sp.org/signed-note) with one signature; `text` ends in a line feed and holds no empty line. */
export async function signNote(signer: ByteSigner, name: string, text: string): Promise<string> {
  assertText(name, text)
  const signature = await signer.sign(Buffer.from(text, 'utf8'))
  const line = Buffer.concat([shortId(name, signer.publicKey), signature]).toString('base64')
  return `${text}\n— ${name} ${line}\n`
}

function assertText(name: string, text: string): void {
  // Control characters other than the line feed are not allowed in a note.
  const lines = text.split('\n')
  const plain = lines.every((line) => !/\p{Cc}/u.test(line))
  const ends = lines.pop() === ''
  if (!nameForm.test(name) || !ends || lines.length === 0 || lines.includes('') || !plain) {
    throw new DexError('statement_malformed', 'this cannot be the text of a note')
  }
}

/**
 * The text of a note and the keys that could have signed it as `name`, by what its signature lines say. Nothing is
 * verified yet: the caller reads the time from the text, then asks `signer`. Throws `statement_malformed`.
 */
export function parseNote(note: string): {
  text: string
  signer(name: string, keys: readonly NoteKey[]): NoteKey
} {
  const at = note.lastIndexOf('\n\n')
  if (at < 0 || note.length > 10_000) throw new DexError('statement_malformed', 'this is not a signed note')
  const text = note.slice(0, at + 1)
  const lines = note.slice(at + 2).split('\n')
  if (lines.pop() !== '' || lines.length === 0) {
    throw new DexError('statement_malformed', 'this is not a signed note')
  }
  const signatures = lines.map(parseSignature)
  return {
    text,
    signer(name, keys) {
      assertText(name, text)
      for (const signature of signatures) {
        if (signature.name !== name) continue
        const found = keys.find((key) => shortId(name, key.publicKey).equals(signature.bytes.subarray(0, 4)))
        // Signatures of unknown keys are ignored, as the format asks; a known key's that does not verify is not.
        if (!found) continue
        if (isSigned(found.publicKey, text, signature.bytes.subarray(4))) return found
        throw new DexError('statement_unsigned', undefined, { log: 'the signature of the note is wrong' })
      }
      throw new DexError('statement_unsigned', undefined, { log: 'no known key signed this note' })
    },
  }
}

function parseSignature(line: string): { name: string; bytes: Buffer } {
  const match = /^— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})$/u.exec(line)
  const bytes = Buffer.from(match?.[2] ?? '', 'base64')
  if (!match?.[1] || bytes.length < 5 || bytes.toString('base64') !== match[2]) {
    throw new DexError('statement_malformed', 'a signature line of the note has another form')
  }
  return { name: match[1], bytes }
}

function isSigned(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return signature.length === 64 && verify(null, Buffer.from(text, 'utf8'), key, signature)
}
