import type { LogHeadStatement, SignedLogHead } from '#contract/log-head.ts'
import { readLogHead } from '#store/log.ts'
import type { GateDeps } from '../deps.ts'

/** Signs where the tenant's chain ends now; for exports, made with the key that api does not have. */
export async function signHead(deps: GateDeps): Promise<SignedLogHead> {
  const head = await deps.database.transaction(deps.tenant, (tx) => readLogHead(deps.tenant, tx))
  const statement: LogHeadStatement = {
    type: 'dex/log-head/v1',
    tenant: deps.tenant,
    seq: head?.seq ?? 0,
    hash: head?.hash ?? '0'.repeat(64),
    at: new Date(deps.clock()).toISOString(),
    keyId: deps.logSigner.keyId,
  }
  return { statement, signature: deps.logSigner.sign(statement) }
}
