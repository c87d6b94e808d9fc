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

/** RFC 8785 text of the place after a header that delimits itself: two places never share associated data. */
function associatedData(header: Uint8Array, place: Place): Buffer {
  const text =
    'workflowId' in place
      ? JSON.stringify({ tenant: place.tenant, workflowId: place.workflowId })
      : JSON.stringify({ field: place.field, row: place.row, table: place.table, tenant: place.tenant })
  return Buffer.concat([header, Buffer.from(text, 'utf8')])
}

/** AES-256-GCM under a fresh random IV. */
export function seal(key: DataKey, plaintext: Uint8Array, place: Place): Uint8Array {
  if (key.bytes.length !== 32 || !keyIdForm.test(key.id)) throw new DexError('internal', 'not a data key')
  const header = Buffer.from([version, key.id.length, ...Buffer.from(key.id, 'latin1')])
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key.secret ?? key.bytes, iv, { authTagLength: tagLength })
  cipher.setAAD(associatedData(header, place))
  const sealed = cipher.update(plaintext)
  cipher.final()
  return Buffer.concat([header, iv, cipher.getAuthTag(), sealed])
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
  const id = envelopeKeyId(envelope)
  const key = find(keys, id)
  if (!key) throw new DexError('sealed')
  const ivAt = 2 + id.length
  const tagAt = ivAt + ivLength
  const decipher = createDecipheriv('aes-256-gcm', key.secret ?? key.bytes, envelope.subarray(ivAt, tagAt), {
    authTagLength: tagLength,
  })
  decipher.setAAD(associatedData(envelope.subarray(0, ivAt), place))
  decipher.setAuthTag(envelope.subarray(tagAt, tagAt + tagLength))
  const plaintext = decipher.update(envelope.subarray(tagAt + tagLength))
  try {
    decipher.final()
  } catch {
    throw malformed()
  }
  return plaintext
}

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
