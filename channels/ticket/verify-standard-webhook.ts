import { timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { DexError } from '#contract/error.ts'

const TOLERANCE_MS = 5 * 60_000
const SECRET_BYTES_MIN = 24
const SIGNATURES_MAX = 16

export interface WebhookDelivery {
  /** `whsec_` and base64 of at least 24 bytes; the source's own. */
  secret: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The bytes as they came, before any parsing. */
  rawBody: Uint8Array
  /** Milliseconds since the epoch. */
  now: number
}

/**
 * Standard Webhooks, symmetric scheme `v1`: HMAC-SHA256 over `id.timestamp.body`, several signatures while a secret is
 * rotated (https://www.standardwebhooks.com). `deliveryId` names one delivery, not the ticket. Throws
 * `signature_invalid`, and `signature_stale` for a good signature more than five minutes away, either way.
 *
 * The library's `verify` has its own clock and takes `1700000000junk`, dots in ids and secrets of one byte, hence the
 * checks here; what it signs is what is compared.
 */
export function verifyStandardWebhook(delivery: WebhookDelivery): { deliveryId: string } {
  const deliveryId = header(delivery, 'webhook-id', /^[A-Za-z0-9_:-]{1,256}$/)
  const timestamp = Number(header(delivery, 'webhook-timestamp', /^\d{10}$/)) * 1_000
  const signatures = header(delivery, 'webhook-signature', /^[\x21-\x7e ]{1,4096}$/).split(' ')
  if (signatures.length > SIGNATURES_MAX) throw new DexError('signature_invalid')
  const expected = Buffer.from(sign(delivery, deliveryId, timestamp))
  let matches = false
  // INVARIANT: all of them are compared, each in constant time.
  for (const signature of signatures) {
    const given = Buffer.from(signature)
    if (given.length === expected.length && timingSafeEqual(given, expected)) matches = true
  }
  if (!matches) throw new DexError('signature_invalid')
  // After the signature: a stranger does not learn our clock.
  if (Math.abs(delivery.now - timestamp) > TOLERANCE_MS) throw new DexError('signature_stale')
  return { deliveryId }
}

function header(delivery: WebhookDelivery, name: string, shape: RegExp): string {
  const value = delivery.headers[name]
  if (typeof value !== 'string' || !shape.test(value)) {
    throw new DexError('signature_invalid', `the header \`${name}\` is missing or malformed`)
  }
  return value
}

function sign(delivery: WebhookDelivery, id: string, timestamp: number): string {
  const bytes = Buffer.from(delivery.secret.replace(/^whsec_/, ''), 'base64')
  if (bytes.length < SECRET_BYTES_MIN) {
    throw new DexError('signature_invalid', undefined, { log: 'the secret of this source is too short' })
  }
  try {
    // The library signs text: bytes that are not UTF-8 would be replaced before they are compared.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(delivery.rawBody)
    return new Webhook(bytes, { format: 'raw' }).sign(id, new Date(timestamp), text)
  } catch {
    throw new DexError('signature_invalid', 'the body is not UTF-8')
  }
}
