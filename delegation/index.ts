export { authorizationUrl, type Authorization, type AuthorizationRequest } from './authorization-url.ts'
export type { BorrowOptions } from './borrow.ts'
export type { ConnectRequest } from './connect.ts'
export {
  connectionKinds,
  type ConnectionKind,
  type ConnectionRecord,
  type ConnectionState,
  type ConnectionStore,
} from './connection-store.ts'
export { createDelegation, type Delegation } from './delegation.ts'
export type { DelegationDeps } from './parts.ts'
export { exchange, type Exchange } from './exchange.ts'
export { createOAuth, type OAuth, type OAuthDeps } from './oauth.ts'
export { issuerOf, type PlatformClient, type PublicPlatformClient } from './platform-client.ts'
export { askedAnew, missingScopes, namedScopes, scopesFor } from './scopes.ts'
export type { Sealer } from './sealer.ts'
export type { Tokens } from './tokens.ts'
