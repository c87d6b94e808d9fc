import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { DexError } from '#contract/error.ts'

/** A 256-bit key and the name that envelopes carry of it; `id` is 1 to 64 characters of `[A-Za-z0-9_-]`. */
export interface DataKey {
  readonly id: string
  readonly bytes: Uint8Array
  /** The same bytes as the cipher takes them; made once for a key that is used often. */
  readonly secret?: KeyObject
  /** Keys of the same purpose that seal no longer and still open what they sealed. */
  readonly older?: readonly DataKey[]
}

/** A key that is used often. */
export const dataKey = (id: string, bytes: Uint8Array, older: readonly DataKey[] = []): DataKey => ({
  id,
  bytes,
  secret: createSecretKey(bytes),
  ...(older.length > 0 && { older }),
})

/** Where sealed bytes belong. Bound as associated data: an envelope that is moved does not open. */
export type Place =
  | { tenant: string; table: string; row: string; field: string }
  | { tenant: string; workflowId: string }

/** What may open an envelope: one key, several, or a look-up by key id. */
export type Keys = DataKey | readonly DataKey[] | ((id: string) => DataKey | null | undefined)

/** version (1) | length of key id (1) | key id | IV (12) | tag (16) | ciphertext */
const version = 1
const ivLength = 12
const tagLength = 16
const keyIdForm = /^[A-Za-z0-9_-]{1,64}$/

const noncesAtOnce = 256

/** Fresh random IVs; drawn many at a time, since each call of the system's source costs as much as a seal. Each is given once. */
export function createNonces(): () => Uint8Array {
  let drawn = new Uint8Array()
  let at = 0
  return () => {
    if (at === drawn.length) {
      drawn = randomBytes(noncesAtOnce * ivLength)
      at = 0
    }
    at += ivLength
    return drawn.subarray(at - ivLength, at)
  }
}

/** How every envelope of one key at one place begins, and what it is bound to. */
export interface Binding {
  readonly header: Uint8Array
  readonly associatedData: Uint8Array
}

/** RFC 8785 text of the place after a header that delimits itself: two places never share associated data. */
export function bind(keyId: string, place: Place): Binding {
  if (!keyIdForm.test(keyId)) throw new DexError('internal', 'not the id of a data key')
  const header = Buffer.from([version, keyId.length, ...Buffer.from(keyId, 'latin1')])
  const text =
    'workflowId' in place
      ? JSON.stringify({ tenant: place.tenant, workflowId: place.workflowId })
      : JSON.stringify({ field: place.field, row: place.row, table: place.table, tenant: place.tenant })
  return { header, associatedData: Buffer.concat([header, Buffer.from(text, 'utf8')]) }
}

/** AES-256-GCM under a fresh random IV. */
export function seal(key: DataKey, plaintext: Uint8Array, place: Place): Uint8Array {
  const { prefix, ciphertext } = sealApart(key, plaintext, bind(key.id, place), randomBytes(ivLength))
  return Buffer.concat([prefix, ciphertext])
}

/** An envelope in two: everything up to its ciphertext, and that as the cipher made it, without another copy. */
export interface Apart {
  prefix: Uint8Array
  ciphertext: Uint8Array
}

/** The same, with a binding of this key's that was made before. INVARIANT: `iv` is fresh, random, and never given twice. */
export function sealApart(key: DataKey, plaintext: Uint8Array, binding: Binding, iv: Uint8Array): Apart {
  if (key.bytes.length !== 32) throw new DexError('internal', 'not a data key')
  const cipher = createCipheriv('aes-256-gcm', key.secret ?? key.bytes, iv, { authTagLength: tagLength })
  cipher.setAAD(binding.associatedData)
  const ciphertext = cipher.update(plaintext)
  cipher.final()
  const { header } = binding
  const prefix = Buffer.allocUnsafe(header.length + ivLength + tagLength)
  prefix.set(header, 0)
  prefix.set(iv, header.length)
  prefix.set(cipher.getAuthTag(), header.length + ivLength)
  return { prefix, ciphertext }
}

function malformed(): DexError {
  return new DexError('envelope_invalid')
}

/** The id of the key that opens this envelope; throws `envelope_invalid`. Says nothing about whether it is genuine. */
export function envelopeKeyId(envelope: Uint8Array): string {
  const length = envelope[1]
  if (
    envelope[0] !== version ||
    length === undefined ||
    envelope.length < 2 + length + ivLength + tagLength
  ) {
    throw malformed()
  }
  const id = Buffer.from(envelope.subarray(2, 2 + length)).toString('latin1')
  if (!keyIdForm.test(id)) throw malformed()
  return id
}

function find(keys: Keys, id: string): DataKey | null {
  if (typeof keys === 'function') return keys(id) ?? null
  const given = 'bytes' in keys ? [keys] : keys
  for (const key of given) {
    if (key.id === id) return key
    const older = key.older?.find((each) => each.id === id)
    if (older) return older
  }
  return null
}

/**
 * Throws `sealed` when no key of this id is given (destroyed, or never ours) and `envelope_invalid` for everything else
 * that is not exactly what was sealed at this place.
 */
export function open(keys: Keys, envelope: Uint8Array, place: Place): Uint8Array {
  const dataAt = 2 + envelopeKeyId(envelope).length + ivLength + tagLength
  const apart = { prefix: envelope.subarray(0, dataAt), ciphertext: envelope.subarray(dataAt) }
  return openParts(keys, apart, place)
}

/** The same for one in two. */
export function openParts(keys: Keys, { prefix, ciphertext }: Apart, place: Place): Uint8Array {
  const id = envelopeKeyId(prefix)
  const key = find(keys, id)
  if (!key) throw new DexError('sealed')
  return openApart(key, { prefix, ciphertext }, bind(id, place))
}

/** Whether an envelope's beginning says that it is of this binding. */
export const isBound = (prefix: Uint8Array, { header }: Binding): boolean => beginsWith(prefix, header)

/** The same with a binding of this key's; throws `envelope_invalid` for an envelope of another key as well. */
export function openApart(key: DataKey, { prefix, ciphertext }: Apart, binding: Binding): Uint8Array {
  const ivAt = binding.header.length
  const tagAt = ivAt + ivLength
  if (prefix.length !== tagAt + tagLength || !isBound(prefix, binding)) throw malformed()
  const iv = prefix.subarray(ivAt, tagAt)
  const decipher = createDecipheriv('aes-256-gcm', key.secret ?? key.bytes, iv, { authTagLength: tagLength })
  decipher.setAAD(binding.associatedData)
  decipher.setAuthTag(prefix.subarray(tagAt))
  const plaintext = decipher.update(ciphertext)
  try {
    decipher.final()
  } catch {
    throw malformed()
  }
  return plaintext
}

/** Byte by byte: for what is as short as a header this is faster than a call into Node.js. */
function beginsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  for (let index = 0; index < beginning.length; index += 1) {
    if (bytes[index] !== beginning[index]) return false
  }
  return true
}

export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && beginsWith(left, right)

export const sealText = (key: DataKey, text: string, place: Place): Uint8Array =>
  seal(key, Buffer.from(text, 'utf8'), place)

export const openText = (keys: Keys, envelope: Uint8Array, place: Place): string =>
  Buffer.from(open(keys, envelope, place)).toString('utf8')

/** `undefined` has no JSON and is refused, so that what comes out is what went in. */
export function sealJson(key: DataKey, value: unknown, place: Place): Uint8Array {
  const text = JSON.stringify(value)
  if (text === undefined) throw new DexError('input_invalid', 'a value without JSON cannot be sealed')
  return sealText(key, text, place)
}

export const openJson = (keys: Keys, envelope: Uint8Array, place: Place): unknown =>
  JSON.parse(openText(keys, envelope, place))
