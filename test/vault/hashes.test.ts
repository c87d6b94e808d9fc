import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  actionHash,
  canonicalJson,
  idempotencyKey,
  keyedDigest,
  logEntryHash,
  logGenesis,
  obligationsDigest,
  sha256Digest,
} from '#vault/hashes.ts'
import { coded } from './fixture.ts'

const action = {
  name: 'okta.user.reset_factors',
  version: 1,
  target: { platform: 'okta', type: 'user', id: '00u1' },
  objects: [],
  params: {},
}

test('the example of RFC 8785, section 3.2.2, comes out as the RFC prints it', () => {
  const input: unknown = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  )
  expect(canonicalJson(input)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('members sort by UTF-16 code units (RFC 8785, section 3.2.3)', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
  const value = Object.fromEntries(names.map((name, index) => [name, index]))
  expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toEqual([3, 1, 5, 6, 0, 4, 2])
})

test('the order of members never changes the text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(turned)).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, '\ud800', { a: 1n }, () => 1])(
  'what JSON cannot say is refused (%#)',
  (value) => {
    expect(() => canonicalJson(value)).toThrow(coded('input_invalid'))
  },
)

test('vectors that may never change: they are signed and stored', () => {
  expect(sha256Digest('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(actionHash(action)).toBe('sha256:ec304331320c16b87ee10b76a5bfc005eaa3891b25a49f7fa3ea58f89d857f37')
  expect(idempotencyKey({ tenant: 'acme', request: 'req_1', step: 1, actionHash: actionHash(action) })).toBe(
    'sha256:c2c9fdb55e6080ba2e2e72c4da111f178bf48b464b76da15c5bc217f79f91266',
  )
  expect(obligationsDigest({ justification: true })).toBe(
    'sha256:5611761c288ecaa3f0215c91c7f3798cedc0d00a7cf3e1ed2498485774d502f0',
  )
  expect(keyedDigest({ id: 'key_1', bytes: Buffer.alloc(32, 1) }, 'jo@acme.example')).toBe(
    'hmac-sha256:key_1:36aa28fbb7824f42e9544aa484e24140824cb2cad8a33c113077a39213902896',
  )
})

test('an action’s hash turns on name, version, target, objects and params, and on nothing else', () => {
  const object = { platform: 'okta', type: 'group', id: '00g1', role: 'group' }
  const second = { platform: 'okta', type: 'app', id: '0oa1', role: 'app' }
  const hashes = [
    action,
    { ...action, name: 'okta.user.unlock' },
    { ...action, version: 2 },
    { ...action, target: null },
    { ...action, target: { ...action.target, id: '00u2' } },
    { ...action, target: { ...action.target, platform: 'google' } },
    { ...action, target: { ...action.target, type: 'group' } },
    { ...action, objects: [object] },
    { ...action, objects: [{ ...object, role: 'other' }] },
    { ...action, objects: [object, second] },
    { ...action, params: { a: 1 } },
    { ...action, params: { a: '1' } },
  ].map((each) => actionHash(each))
  expect(new Set(hashes).size).toBe(hashes.length)
  const withFacts = { ...action, target: { ...action.target, email: 'jo@acme.example', labels: [] } }
  expect(actionHash(withFacts)).toBe(actionHash(action))
  expect(actionHash({ ...action, objects: [second, object] })).toBe(
    actionHash({ ...action, objects: [object, second] }),
  )
})

test('the idempotency key turns on tenant, request, step and action', () => {
  const of = { tenant: 'acme', request: 'req_1', step: 1, actionHash: 'sha256:a' }
  const keys = [
    of,
    { ...of, tenant: 'b' },
    { ...of, request: 'r' },
    { ...of, step: 2 },
    { ...of, actionHash: 'x' },
  ]
  expect(new Set(keys.map((each) => idempotencyKey(each))).size).toBe(5)
  expect(idempotencyKey({ ...of, run: 'random' } as typeof of)).toBe(idempotencyKey(of))
})

test('the log’s chain: a vector computed by PostgreSQL’s own functions, and its sensitivity', () => {
  // select encode(sha256('\x00…00'::bytea || int8send(1) || convert_to('{"v":1,"ä":"€"}', 'UTF8')), 'hex')
  const first = logEntryHash(logGenesis(), 1, '{"v":1,"ä":"€"}')
  expect(Buffer.from(first).toString('hex')).toBe(
    '7bfbbb85579a1037af29e9a4fa425b6a181fcb051be2af886fa59cacf7e4713f',
  )
  const others = [
    logEntryHash(logGenesis(), 2, '{"v":1,"ä":"€"}'),
    logEntryHash(first, 1, '{"v":1,"ä":"€"}'),
    logEntryHash(logGenesis(), 1, '{"v":1}'),
  ].map((hash) => Buffer.from(hash).toString('hex'))
  expect(new Set([Buffer.from(first).toString('hex'), ...others]).size).toBe(4)
  expect(() => logEntryHash(Buffer.alloc(31), 1, '')).toThrow(coded('log_broken'))
})
