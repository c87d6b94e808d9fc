import { Webhook } from 'standardwebhooks'
import { DexError } from '#contract/error.ts'

export interface SignedWebhook {
  url: string
  /** `whsec_` and base64 of at least 24 bytes. */
  secret: string
  fetch: typeof globalThis.fetch
  clock: () => number
}

const deadlineMs = 15_000

/**
 * Posts JSON under Standard Webhooks headers (https://www.standardwebhooks.com). `id` names what is sent, so that the
 * other side can tell a repeat. Throws `delivery_failed` unless the answer is a 2xx.
 */
export async function sendSigned(to: SignedWebhook, id: string, body: unknown): Promise<void> {
  const text = JSON.stringify(body)
  const at = new Date(to.clock())
  const answer = await to
    .fetch(to.url, {
      method: 'POST',
      body: text,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(to.secret).sign(id, at, text),
      },
      signal: AbortSignal.timeout(deadlineMs),
    })
    .catch((cause: unknown) => {
      throw cause instanceof DexError ? cause : new DexError('delivery_failed', undefined, { cause })
    })
  await answer.body?.cancel()
  if (!answer.ok) throw new DexError('delivery_failed', `the other side answers ${answer.status}`)
}
