import type { Clock } from '#contract/clock.ts'
import { newSecretId } from '#contract/new-id.ts'
import type { SecretDelivery } from '#contract/secret-delivery.ts'
import type { Database } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { secretPlace } from '#store/secret-place.ts'
import { insertSecret } from '#store/secrets.ts'
import { sealText } from '#vault/envelope.ts'
import type { RequestKeys } from '#vault/request-keys.ts'

/** How long a secret waits for its person, in milliseconds: 15 minutes. */
export const secretLifeMs = 15 * 60_000

/** Seals each secret with a key of its own in the key store, so that its end is that key's end, in every backup too. */
export function createSecretDelivery(deps: {
  database: Database
  secretKeys: RequestKeys<string>
  clock: Clock
}): SecretDelivery {
  return {
    async keep({ tenant, request, step, action, recipient, secret }) {
      const id = newSecretId()
      const now = deps.clock()
      const expires = new Date(now + secretLifeMs)
      const key = await deps.secretKeys.create(tenant, id)
      const sealed = Buffer.from(sealText(key, secret, secretPlace(tenant, id)))
      await deps.database.transaction(tenant, async (tx) => {
        await insertSecret(tenant, tx, {
          id,
          request,
          step,
          person: recipient,
          sealed,
          created_at: new Date(now),
          expires_at: expires,
        })
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'secret.kept',
          at: new Date(now).toISOString(),
          by: { role: 'gate' },
          request,
          step,
          action,
          detail: { secret: id, recipient, until: expires.toISOString() },
        })
      })
      return { id }
    },
  }
}
