import { sendSigned, type SignedWebhook } from '#channels/webhook/send-signed.ts'
import type { CheckpointSink } from './sink.ts'

/** Posts `{type:"dex.checkpoint",tenant,seq,checkpoint}`, such as to a witness. */
export const createWebhookSink = (webhook: SignedWebhook): CheckpointSink => ({
  name: 'webhook',
  put: (tenant, seq, note) =>
    sendSigned(webhook, `checkpoint_${tenant}_${seq}`, {
      type: 'dex.checkpoint',
      tenant,
      seq,
      checkpoint: note,
    }),
  newest: async () => null,
})
