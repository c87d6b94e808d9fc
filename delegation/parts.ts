import type { Clock } from '#contract/clock.ts'
import type { TenantId } from '#contract/ids.ts'
import type { ConnectionStore } from './connection-store.ts'
import type { OAuth, OAuthDeps } from './oauth.ts'
import type { PlatformClient } from './platform-client.ts'
import type { Sealer } from './sealer.ts'
import type { Tokens } from './tokens.ts'

export interface DelegationDeps extends OAuthDeps {
  store: ConnectionStore
  sealer: Sealer
  clock: Clock
  /** Dex as registered with this tenant's platform. Throws `not_found` when it is not. */
  clientFor(tenant: TenantId, platform: string): Promise<PlatformClient>
}

/** What the operations share: the deps, the discovered server, and the refreshes under way in this process. */
export interface DelegationParts extends DelegationDeps {
  oauth: OAuth
  refreshing: Map<string, Promise<Tokens>>
}
