import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { verifyStandardWebhook } from '#channels/ticket/verify-standard-webhook.ts'
import { isDexError } from '#contract/error.ts'

const secret = 'whsec_ZGV4LWZhY3Qtc2hlZXQtdGVzdC1rZXktMDAwMQ=='
const now = Date.parse('2026-11-22T10:00:00Z')
const body = '{"type":"ticket.created","data":{"id":"42"}}'
const good = 'v1,aO15XSw4UkbE8dhy8OTWJDFNFaQzL6IBFUxOQIUzfXI='
const headers = {
  'webhook-id': 'msg_01',
  'webhook-timestamp': String(now / 1_000),
  'webhook-signature': good,
}

type Over = Partial<Parameters<typeof verifyStandardWebhook>[0]>
const verify = (over: Over = {}) =>
  verifyStandardWebhook({ secret, headers, rawBody: Buffer.from(body), now, ...over })
const codeOf = (over: Over): string => {
  try {
    verify(over)
    return 'accepted'
  } catch (error) {
    return isDexError(error) ? error.code : `not a DexError: ${String(error)}`
  }
}

describe('the published vector', () => {
  it('verifies, and names the delivery', () => {
    expect(verify()).toEqual({ deliveryId: 'msg_01' })
  })

  it('verifies beside another signature while a secret is rotated, and beside kinds that are not checked', () => {
    const other = new Webhook(`whsec_${Buffer.alloc(32, 7).toString('base64')}`).sign(
      'msg_01',
      new Date(now),
      body,
    )
    for (const signatures of [`${other} ${good}`, `${good} ${other}`, `v1a,AAAA ${good}`]) {
      expect(verify({ headers: { ...headers, 'webhook-signature': signatures } }).deliveryId).toBe('msg_01')
    }
    expect(codeOf({ headers: { ...headers, 'webhook-signature': other } })).toBe('signature_invalid')
  })
})

describe('age', () => {
  it.each([
    [5 * 60_000, 'accepted'],
    [-5 * 60_000, 'accepted'],
    [5 * 60_000 + 1, 'signature_stale'],
    [-5 * 60_000 - 1, 'signature_stale'],
    [365 * 86_400_000, 'signature_stale'],
  ])('%i ms away: %s', (away, expected) => {
    expect(codeOf({ now: now + away })).toBe(expected)
  })

  it('a bad signature is invalid however old it is', () => {
    expect(codeOf({ now: now + 3_600_000, rawBody: Buffer.from('{}') })).toBe('signature_invalid')
  })
})

describe('what the library alone would take, or throw on', () => {
  const signed = (id: string, rawBody = body) => ({
    ...headers,
    'webhook-id': id,
    'webhook-signature': new Webhook(secret).sign(id, new Date(now), rawBody),
  })

  it.each<[string, Over]>([
    ['no headers', { headers: {} }],
    ['a header twice', { headers: { ...headers, 'webhook-signature': [good, good] } }],
    ['a timestamp with a tail', { headers: { ...headers, 'webhook-timestamp': `${now / 1_000}junk` } }],
    ['a timestamp in milliseconds', { headers: { ...headers, 'webhook-timestamp': String(now) } }],
    ['an id with a dot', { headers: signed('a.1700000000') }],
    ['an empty signature', { headers: { ...headers, 'webhook-signature': '' } }],
    ['a signature without a version', { headers: { ...headers, 'webhook-signature': good.slice(3) } }],
    [
      'very many signatures',
      { headers: { ...headers, 'webhook-signature': Array(17).fill(good).join(' ') } },
    ],
    ['a secret of one byte', { secret: 'whsec_AQ==' }],
    ['an empty secret', { secret: '' }],
    [
      'bytes that are not UTF-8',
      { rawBody: Buffer.from([0xff, 0xfe]), headers: signed('msg_01', '\ufffd\ufffd') },
    ],
  ])('%s', (_name, over) => {
    expect(codeOf(over)).toBe('signature_invalid')
  })

  it('a valid signature over what is not JSON is still a valid signature', () => {
    expect(codeOf({ rawBody: Buffer.from('hello'), headers: signed('msg_01', 'hello') })).toBe('accepted')
  })
})

it('no change to body, id or timestamp keeps the signature good', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.stringMatching(/^[A-Za-z0-9_]{1,20}$/), (bytes, id) => {
      fc.pre(Buffer.from(bytes).toString() !== body && id !== 'msg_01')
      expect(codeOf({ rawBody: bytes })).toBe('signature_invalid')
      expect(codeOf({ headers: { ...headers, 'webhook-id': id } })).toBe('signature_invalid')
    }),
  )
  expect(codeOf({ headers: { ...headers, 'webhook-timestamp': String(now / 1_000 + 1) } })).toBe(
    'signature_invalid',
  )
})
