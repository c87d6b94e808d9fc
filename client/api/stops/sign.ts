import { randomBytes } from 'node:crypto'
import { type StopId, type StopScope, StopStatement } from '#contract/stop.ts'
import { stopReasonPlace } from '#store/stops.ts'
import { sealText } from '#vault/envelope.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

/** This person's word, signed as a decision is; the reason lies sealed beside it. */
export async function signStop(
  deps: ApiDeps,
  { tenant, person, auth }: Caller,
  of: { stop: StopId; scope: StopScope; word: StopStatement['word']; reason: string },
) {
  const statement = StopStatement.parse({
    type: 'dex/stop/v1',
    tenant,
    stop: of.stop,
    scope: of.scope,
    word: of.word,
    signer: { person, iss: auth.iss, sub: auth.sub },
    issuedAt: new Date(deps.clock()).toISOString(),
    nonce: randomBytes(24).toString('base64url'),
    keyId: deps.signer.keyId,
  })
  const field = of.word === 'stop' ? 'sealed_reason' : 'end_sealed_reason'
  const key = await deps.keys.tenant(tenant, 'column')
  return {
    statement: JSON.stringify(statement),
    signature: deps.signer.sign(statement),
    sealedReason: Buffer.from(sealText(key, of.reason, stopReasonPlace(tenant, of.stop, field))),
    at: new Date(statement.issuedAt),
  }
}
