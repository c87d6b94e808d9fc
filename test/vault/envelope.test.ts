import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envelopeKeyId, open, openJson, openText, seal, sealJson, sealText } from '#vault/envelope.ts'
import type { Place } from '#vault/envelope.ts'
import { coded, newKey } from './fixture.ts'

const place = { tenant: 'acme', table: 'scratch', row: 'req_1', field: 'ask' }
const key = newKey()

test('what was sealed opens at its place, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
      expect(Buffer.from(open(key, seal(key, bytes, place), place))).toEqual(Buffer.from(bytes))
    }),
  )
})

test('texts and JSON come back as they went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue(), (text, value) => {
      expect(openText(key, sealText(key, text, place), place)).toBe(text)
      const json: unknown = JSON.parse(JSON.stringify(value))
      expect(openJson(key, sealJson(key, json, place), place)).toEqual(json)
    }),
  )
  expect(() => sealJson(key, undefined, place)).toThrow(coded('input_invalid'))
})

test('the same text seals to other bytes each time', () => {
  const envelopes = Array.from({ length: 1_000 }, () =>
    Buffer.from(sealText(key, 'a', place)).toString('hex'),
  )
  expect(new Set(envelopes).size).toBe(1_000)
})

test('any single bit flipped, at any position, opens nothing', () => {
  const envelope = sealText(key, 'the requester lost a phone', place)
  for (let position = 0; position < envelope.length; position += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const bent = Uint8Array.from(envelope)
      bent[position] = (bent[position] ?? 0) ^ (1 << bit)
      // A bent key id names a key that is not here; everything else is no envelope of this place.
      expect(() => open(key, bent, place)).toThrow(expect.objectContaining({ name: 'DexError' }))
      expect(() => open(() => key, bent, place)).toThrow(coded('envelope_invalid'))
    }
  }
})

test('any truncation, and anything appended, opens nothing', () => {
  const envelope = sealText(key, 'the requester lost a phone', place)
  for (let length = 0; length < envelope.length; length += 1) {
    expect(() => open(key, envelope.subarray(0, length), place)).toThrow(coded('envelope_invalid'))
  }
  expect(() => open(key, Buffer.concat([envelope, Buffer.from([0])]), place)).toThrow(
    coded('envelope_invalid'),
  )
})

test.each<Place>([
  { ...place, tenant: 'other' },
  { ...place, table: 'people' },
  { ...place, row: 'req_2' },
  { ...place, field: 'turn' },
  { ...place, row: 'req_1"', field: 'ask' },
  { tenant: 'acme', workflowId: 'req_1' },
])('moved to %o it does not open', (elsewhere) => {
  expect(() => open(key, sealText(key, 'a', place), elsewhere)).toThrow(coded('envelope_invalid'))
})

test('places that differ never share associated data', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '"', ',', ':', '\\', '{', '\ud800', '\ufffd', 'ä') })
  const places = fc.record({ tenant: part, table: part, row: part, field: part })
  fc.assert(
    fc.property(places, places, (one, two) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(two))
      expect(() => open(key, sealText(key, 'a', one), two)).toThrow(coded('envelope_invalid'))
    }),
    { numRuns: 2_000 },
  )
})

test('without its key it reads as sealed; another key under its name opens nothing', () => {
  const envelope = sealText(key, 'a', place)
  expect(envelopeKeyId(envelope)).toBe('key_1')
  expect(() => open([newKey('key_2')], envelope, place)).toThrow(coded('sealed'))
  expect(() => open(() => null, envelope, place)).toThrow(coded('sealed'))
  expect(() => open(newKey('key_1'), envelope, place)).toThrow(coded('envelope_invalid'))
  expect(openText([newKey('key_2'), key], envelope, place)).toBe('a')
})

test('another version of the envelope is refused', () => {
  const envelope = Uint8Array.from(sealText(key, 'a', place))
  envelope[0] = 2
  expect(() => open(key, envelope, place)).toThrow(coded('envelope_invalid'))
})
