import proto from '@temporalio/proto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePayload, payloadLength, writePayload } from '#vault/codec/payload-bytes.ts'
import { coded } from '../fixture.ts'

const { Payload } = proto.temporal.api.common.v1
function encodePayload(value: Parameters<typeof payloadLength>[0]): Buffer {
  const bytes = Buffer.alloc(payloadLength(value))
  writePayload(value, bytes)
  return bytes
}
const bytes = fc.uint8Array({ maxLength: 300 })
const payload = fc.record({
  // A plain object has no place for a field of that name; the test's own view would lose it.
  metadata: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    bytes,
    { maxKeys: 4, noNullPrototype: true },
  ),
  data: bytes,
})
const plain = (value: { metadata?: unknown; data?: Uint8Array | null }) => ({
  metadata: Object.fromEntries(
    Object.entries((value.metadata ?? {}) as Record<string, Uint8Array>).map(([name, each]) => [
      name,
      Buffer.from(each).toString('hex'),
    ]),
  ),
  data: Buffer.from(value.data ?? []).toString('hex'),
})

test('is what the generated code writes and reads, both ways, at every size of a length', () => {
  fc.assert(
    fc.property(payload, (value) => {
      expect(plain(Payload.decode(encodePayload(value)))).toEqual(plain(value))
      expect(plain(decodePayload(Payload.encode(value).finish()))).toEqual(plain(value))
    }),
  )
  for (const size of [0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
    const value = { metadata: { encoding: Buffer.from('json/plain') }, data: new Uint8Array(size).fill(7) }
    expect(plain(Payload.decode(encodePayload(value)))).toEqual(plain(value))
    expect(plain(decodePayload(encodePayload(value)))).toEqual(plain(value))
  }
})

test('truncated or of another kind, it is refused', () => {
  const whole = encodePayload({ metadata: { a: Buffer.from('b') }, data: Buffer.from('c'.repeat(200)) })
  for (let length = 1; length < whole.length; length += 1) {
    const cut = whole.subarray(0, length)
    try {
      decodePayload(cut)
    } catch (error) {
      expect(error).toEqual(coded('envelope_invalid'))
    }
  }
  expect(() => decodePayload(Buffer.from([0x08, 0x01]))).toThrow(coded('envelope_invalid'))
})

test('bytes that arrive as a plain array are encoded like any others', () => {
  const data = Uint8Array.from([1, 2, 3])
  const listed = [...data] as unknown as Uint8Array
  expect(encodePayload({ metadata: {}, data: listed })).toEqual(encodePayload({ metadata: {}, data }))
})
