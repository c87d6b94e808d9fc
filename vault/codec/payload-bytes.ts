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

/** A workflow's sandbox hands some payloads over with their bytes in a plain array. */
const asBytes = (data: ArrayLike<number>): Uint8Array =>
  ArrayBuffer.isView(data) ? (data as unknown as Uint8Array) : Uint8Array.from(data)

/**
 * The protobuf encoding of a payload in parts that follow each other: everything up to its data, and the data as it is
 * (the generated code goes byte by byte, and what is sealed next is copied anyhow).
 */
export function encodePayload({ metadata, data }: Payload): Uint8Array[] {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => {
    const bytes = value ?? none
    const nameLength = Buffer.byteLength(name, 'utf8')
    return { name, nameLength, bytes, length: fieldLength(nameLength) + fieldLength(bytes.length) }
  })
  let size = data ? 1 + varintLength(data.length) : 0
  for (const { length } of entries) size += fieldLength(length)
  const head = Buffer.allocUnsafe(size)
  let at = 0
  const begin = (tag: number, length: number): void => {
    head[at] = tag
    at = putVarint(head, at + 1, length)
  }
  for (const { name, nameLength, bytes, length } of entries) {
    begin(firstTag, length)
    begin(firstTag, nameLength)
    at += head.write(name, at, 'utf8')
    begin(secondTag, bytes.length)
    head.set(bytes, at)
    at += bytes.length
  }
  if (!data) return [head]
  begin(secondTag, data.length)
  return [head, asBytes(data)]
}

/** Visits the fields of a message whose fields are all bytes. Throws `envelope_invalid` for anything else. */
function visitFields(bytes: Uint8Array, visit: (tag: number, value: Uint8Array) => void): void {
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
    visit(tag, bytes.subarray(at, at + length))
    at += length
  }
}

export const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8')

/** Members that are neither metadata nor data are left out. Shares the memory that it is given. */
export function decodePayload(bytes: Uint8Array): Payload {
  const metadata: Record<string, Uint8Array> = {}
  let data: Uint8Array = none
  visitFields(bytes, (tag, value) => {
    if (tag === secondTag) data = value
    if (tag !== firstTag) return
    let name = ''
    let entry: Uint8Array = none
    visitFields(value, (part, inner) => {
      if (part === firstTag) name = textOf(inner)
      if (part === secondTag) entry = inner
    })
    metadata[name] = entry
  })
  return { metadata, data }
}
