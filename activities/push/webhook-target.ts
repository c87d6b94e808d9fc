import { toOcsf } from '#channels/siem/to-ocsf.ts'
import { sendSigned, type SignedWebhook } from '#channels/webhook/send-signed.ts'
import type { PushTarget } from './push-target.ts'

/** Posts `{type:"dex.activity",events:[…]}`, OCSF events in order; the delivery's id names the first and the last. */
export const createWebhookTarget = (webhook: SignedWebhook): PushTarget => ({
  name: 'webhook',
  async send(entries) {
    const [first] = entries
    const last = entries.at(-1)
    if (!first || !last) return
    const id = `activity_${first.entry.tenant}_${first.seq}_${last.seq}`
    await sendSigned(webhook, id, { type: 'dex.activity', events: entries.map(toOcsf) })
  },
})
