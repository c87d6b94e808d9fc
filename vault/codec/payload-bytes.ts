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

const entryLength = (name: string, bytes: ArrayLike<number>): number =>
  fieldLength(Buffer.byteLength(name, 'utf8')) + fieldLength(bytes.length)

/** How many bytes `writePayload` writes. */
export function payloadLength({ metadata, data }: Payload): number {
  let length = data ? fieldLength(data.length) : 0
  for (const name in metadata) length += fieldLength(entryLength(name, metadata[name] ?? none))
  return length
}

/** The protobuf encoding of a payload, from the start of `target` (the generated code goes byte by byte). */
export function writePayload({ metadata, data }: Payload, target: Buffer): void {
  let at = 0
  for (const name in metadata) {
    const bytes = metadata[name] ?? none
    at = begin(target, at, firstTag, entryLength(name, bytes))
    at = begin(target, at, firstTag, Buffer.byteLength(name, 'utf8'))
    at += target.write(name, at, 'utf8')
    at = begin(target, at, secondTag, bytes.length)
    target.set(bytes, at)
    at += bytes.length
  }
  if (!data) return
  at = begin(target, at, secondTag, data.length)
  target.set(data, at)
}

function begin(target: Buffer, at: number, tag: number, length: number): number {
  target[at] = tag
  return putVarint(target, at + 1, length)
}

/** Reads the fields of a message whose fields are all bytes, in one stretch of a buffer. */
class Fields {
  readonly #bytes: Buffer
  readonly #end: number
  #at: number
  tag = 0
  /** Where the value is that `next` found. */
  from = 0
  to = 0

  constructor(bytes: Buffer, from: number, end: number) {
    this.#bytes = bytes
    this.#at = from
    this.#end = end
  }

  /** False at the end. Throws `envelope_invalid` for what is no such field. */
  next(): boolean {
    if (this.#at >= this.#end) return false
    const bytes = this.#bytes
    this.tag = bytes[this.#at] ?? 0
    let at = this.#at
    let length = 0
    let scale = 1
    let byte: number
    do {
      at += 1
      byte = at < this.#end ? (bytes[at] ?? 0) : 0
      length += (byte & 0x7f) * scale
      scale *= 0x80
    } while (byte >= 0x80 && scale < 2 ** 35)
    this.from = at + 1
    this.to = this.from + length
    if ((this.tag & 7) !== 2 || this.to > this.#end) throw new DexError('envelope_invalid', 'not a payload')
    this.#at = this.to
    return true
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const textOf = (bytes: Uint8Array): string => asBuffer(bytes).toString('utf8')

/** Members that are neither metadata nor data are left out. Shares the memory that it is given. */
export function decodePayload(bytes: Uint8Array): Payload {
  const buffer = asBuffer(bytes)
  const metadata: Record<string, Uint8Array> = {}
  let data: Uint8Array = none
  const fields = new Fields(buffer, 0, buffer.length)
  while (fields.next()) {
    if (fields.tag === secondTag) data = buffer.subarray(fields.from, fields.to)
    if (fields.tag !== firstTag) continue
    let name = ''
    let value: Uint8Array = none
    const entry = new Fields(buffer, fields.from, fields.to)
    while (entry.next()) {
      if (entry.tag === firstTag) name = buffer.toString('utf8', entry.from, entry.to)
      if (entry.tag === secondTag) value = buffer.subarray(entry.from, entry.to)
    }
    metadata[name] = value
  }
  return { metadata, data }
}
