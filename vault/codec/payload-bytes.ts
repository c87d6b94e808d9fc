import type { Payload } from '@temporalio/common'
import { DexError } from '#contract/error.ts'

/** Tags of temporal.api.common.v1.Payload: `metadata` 1, a map whose entries have key 1 and value 2, and `data` 2. */
const [firstTag, secondTag] = [0x0a, 0x12]
const none = new Uint8Array()

const varintLength = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5
const fieldLength = (length: number): number => 1 + varintLength(length) + length

function putVarint(target: Buffer, at: number, value: number): number {
  const end = at + varintLength(value)
  let left = value
  for (let place = at; place < end - 1; place += 1) {
    target[place] = (left & 0x7f) | 0x80
    left = Math.floor(left / 0x80)
  }
  target[end - 1] = left
  return end
}

function putField(target: Buffer, at: number, tag: number, bytes: Uint8Array): number {
  target[at] = tag
  const begin = putVarint(target, at + 1, bytes.length)
  target.set(bytes, begin)
  return begin + bytes.length
}

/** The protobuf encoding of a payload, written at once: the generated code goes byte by byte. */
export function encodePayload({ metadata, data }: Payload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => {
    const key = Buffer.from(name, 'utf8')
    return {
      key,
      value: value ?? none,
      length: fieldLength(key.length) + fieldLength((value ?? none).length),
    }
  })
  const size =
    entries.reduce((sum, { length }) => sum + fieldLength(length), 0) + (data ? fieldLength(data.length) : 0)
  const target = Buffer.allocUnsafe(size)
  let at = 0
  for (const { key, value, length } of entries) {
    target[at] = firstTag
    at = putVarint(target, at + 1, length)
    at = putField(target, at, firstTag, key)
    at = putField(target, at, secondTag, value)
  }
  if (data) at = putField(target, at, secondTag, data)
  return target.subarray(0, at)
}

/** The fields of a message whose fields are all bytes. Throws `envelope_invalid` for anything else. */
function* fieldsOf(bytes: Uint8Array): Generator<{ tag: number; value: Uint8Array }> {
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    let length = 0
    let scale = 1
    let byte: number
    do {
      at += 1
      byte = bytes[at] ?? 0
      length += (byte & 0x7f) * scale
      scale *= 0x80
    } while (byte >= 0x80 && scale < 2 ** 35)
    at += 1
    if ((tag & 7) !== 2 || at + length > bytes.length) throw new DexError('envelope_invalid', 'not a payload')
    yield { tag, value: bytes.subarray(at, at + length) }
    at += length
  }
}

/** Members that are neither metadata nor data are left out. Shares the memory that it is given. */
export function decodePayload(bytes: Uint8Array): Payload {
  const metadata: Record<string, Uint8Array> = {}
  let data: Uint8Array = none
  for (const { tag, value } of fieldsOf(bytes)) {
    if (tag === secondTag) data = value
    if (tag !== firstTag) continue
    let name = ''
    let entry: Uint8Array = none
    for (const field of fieldsOf(value)) {
      if (field.tag === firstTag) name = Buffer.from(field.value).toString('utf8')
      if (field.tag === secondTag) entry = field.value
    }
    metadata[name] = entry
  }
  return { metadata, data }
}
