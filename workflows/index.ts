/** What a think worker registers. */
export { connectAccount } from './connect-account.ts'
export { itRequest } from './it-request.ts'
export { reconcile } from './reconcile.ts'
export { signLogHead } from './sign-log-head.ts'
