import type { PlatformConnector } from '../platform-connectors.ts'
import { userClearSessions } from './actions/user-clear-sessions.ts'
import { userFind } from './actions/user-find.ts'
import { userGet } from './actions/user-get.ts'
import { userListFactors } from './actions/user-list-factors.ts'
import { userListGroups } from './actions/user-list-groups.ts'
import { userResetFactors } from './actions/user-reset-factors.ts'
import { userSuspend } from './actions/user-suspend.ts'
import { userUnlock } from './actions/user-unlock.ts'
import { userUnsuspend } from './actions/user-unsuspend.ts'
import { createOktaResolver } from './resolver.ts'
import { createOktaRun, type OktaDeps } from './run.ts'

/**
 * Okta through `@okta/okta-sdk-nodejs`, on borrowed credentials. Every failure is a DexError `platform_*` whose
 * `extra` has `platformRequestId`, `platformCode` and `mayHaveHappened` (see errors.ts).
 */
export function createOktaConnector(deps: OktaDeps): PlatformConnector<'okta'> {
  const run = createOktaRun(deps)
  return {
    actions: {
      'okta.user.clear_sessions': userClearSessions(run, deps.clock),
      'okta.user.find': userFind(run),
      'okta.user.get': userGet(run),
      'okta.user.list_factors': userListFactors(run),
      'okta.user.list_groups': userListGroups(run),
      'okta.user.reset_factors': userResetFactors(run),
      'okta.user.suspend': userSuspend(run),
      'okta.user.unlock': userUnlock(run),
      'okta.user.unsuspend': userUnsuspend(run),
    },
    resolver: createOktaResolver(run, deps.clock),
  }
}
