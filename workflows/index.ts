/** What a think worker registers. */
export { checkpointLog } from './checkpoint-log.ts'
export { connectAccount } from './connect-account.ts'
export { itRequest } from './it-request.ts'
export { publishBundle } from './publish-bundle.ts'
export { pushLog } from './push-log.ts'
export { reconcile } from './reconcile.ts'
export { settleDoubt } from './settle-doubt.ts'
export { signLogHead } from './sign-log-head.ts'
