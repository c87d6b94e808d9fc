import type { Credential, PlatformResolver } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { withDeadline } from '#egress/deadline.ts'
import type { ConnectionRow, ConnectionView } from '#store/connections.ts'
import type { GateDeps } from '../deps.ts'
import { borrowing } from './borrow.ts'
import { assertNotExpired } from './connection-needed.ts'

/** A platform's resolver, and a credential of the investigating delegation. */
export interface Reader {
  resolver: PlatformResolver
  credential: Credential
}

/**
 * The gate's own fact reads, within the time of one call: on the investigating delegation alone, also where the acting
 * person's token may not. `fact_missing` when nobody granted one; `ConnectionNeeded` when its platform ended it.
 */
export async function reading<Result>(
  deps: Pick<GateDeps, 'tenant' | 'connectors' | 'database' | 'delegation' | 'timing' | 'breaker'>,
  connections: readonly (ConnectionRow | ConnectionView)[],
  platform: string,
  work: (reader: Reader, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const resolver = deps.connectors.resolverFor(platform)
  const connection = connections.find((each) => each.platform === platform && each.kind === 'investigate')
  if (!resolver || !connection) {
    await assertNotExpired(deps, { platform, kind: 'investigate' })
    throw new DexError('fact_missing', `nobody has granted an investigating delegation on ${platform}`)
  }
  const options = {
    scopes: [],
    write: false,
    minValidityMs: deps.timing.callMs,
    read: 'sealedTokens' in connection ? connection : undefined,
  }
  return borrowing(deps, connection, options, (credential) =>
    withDeadline(null, deps.timing.callMs, (signal) => work({ resolver, credential }, signal)),
  )
}
