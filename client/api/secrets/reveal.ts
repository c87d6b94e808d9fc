import { DexError } from '#contract/error.ts'
import { appendLog } from '#store/log.ts'
import { secretPlace } from '#store/secret-place.ts'
import { endSecret, findSecretFor } from '#store/secrets.ts'
import { openText } from '#vault/envelope.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

/**
 * The secret, once: to whom it waits for, in an interactive session. Throws `not_found` alike for another's, an unknown, a
 * stale and a seen one. INVARIANT: its end and the look are on record, and its key is destroyed, before the first byte
 * leaves; of several calls at once, one is answered.
 */
export async function revealSecret(deps: ApiDeps, caller: Caller, id: string): Promise<string> {
  const { tenant, person } = caller
  const now = new Date(deps.clock())
  // Asked before anything is ended: a key provider that is away costs nobody their secret.
  const waiting = await deps.database.transaction(tenant, (tx) => findSecretFor(tenant, tx, person, id, now))
  const key = waiting ? await deps.secretKeys.find(tenant, id) : null
  if (!waiting?.sealed || !key) throw new DexError('not_found')
  const secret = openText([key], waiting.sealed, secretPlace(tenant, id))
  await deps.database.transaction(tenant, async (tx) => {
    if (!(await endSecret(tenant, tx, id, 'seen', now))) throw new DexError('not_found')
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'secret.seen',
      at: now.toISOString(),
      by: { role: 'api', person },
      request: waiting.request,
      step: waiting.step,
      detail: { secret: id },
    })
  })
  await deps.secretKeys.destroy(tenant, id)
  return secret
}
