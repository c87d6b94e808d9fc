import { guarded } from '../guard.ts'
import type { PlatformActions, PlatformConnector } from '../platform-connectors.ts'
import { appAssignUser } from './actions/app-assign-user.ts'
import { appFind } from './actions/app-find.ts'
import { appUnassignUser } from './actions/app-unassign-user.ts'
import { groupAddMember } from './actions/group-add-member.ts'
import { groupFind } from './actions/group-find.ts'
import { groupListMembers } from './actions/group-list-members.ts'
import { groupRemoveMember } from './actions/group-remove-member.ts'
import { logSearch } from './actions/log-search.ts'
import { userActivate } from './actions/user-activate.ts'
import { userClearSessions } from './actions/user-clear-sessions.ts'
import { userCreate } from './actions/user-create.ts'
import { userDeactivate } from './actions/user-deactivate.ts'
import { userExpirePassword } from './actions/user-expire-password.ts'
import { userFind } from './actions/user-find.ts'
import { userGet } from './actions/user-get.ts'
import { userListApps } from './actions/user-list-apps.ts'
import { userListFactors } from './actions/user-list-factors.ts'
import { userListGroups } from './actions/user-list-groups.ts'
import { userResetFactor } from './actions/user-reset-factor.ts'
import { userResetFactors } from './actions/user-reset-factors.ts'
import { userResetPassword } from './actions/user-reset-password.ts'
import { userSuspend } from './actions/user-suspend.ts'
import { userUnlock } from './actions/user-unlock.ts'
import { userUnsuspend } from './actions/user-unsuspend.ts'
import { userUpdateDepartment } from './actions/user-update-department.ts'
import { userUpdateEmail } from './actions/user-update-email.ts'
import { userUpdateLogin } from './actions/user-update-login.ts'
import { userUpdateManager } from './actions/user-update-manager.ts'
import { userUpdatePhone } from './actions/user-update-phone.ts'
import { userUpdateProfile } from './actions/user-update-profile.ts'
import { createOktaResolver } from './resolver.ts'
import type { ConnectorDeps } from '../connector-deps.ts'
import { createOktaRun, type OktaRun } from './run.ts'
import { oktaStates } from './states.ts'

/**
 * Okta through `@okta/okta-sdk-nodejs`, on borrowed credentials. Every failure is a DexError `platform_*` whose
 * `extra` has `platformRequestId`, `platformCode` and `mayHaveHappened` (see errors.ts).
 */
export function createOktaConnector(deps: ConnectorDeps): PlatformConnector<'okta'> {
  const run = createOktaRun(deps)
  const resolver = createOktaResolver(run, deps.clock)
  return { actions: guarded(actionsOf(run, deps)), resolver, states: oktaStates(run) }
}

function actionsOf(run: OktaRun, deps: ConnectorDeps): PlatformActions<'okta'> {
  return {
    'okta.app.assign_user': appAssignUser(run),
    'okta.app.find': appFind(run),
    'okta.app.unassign_user': appUnassignUser(run),
    'okta.group.add_member': groupAddMember(run),
    'okta.group.find': groupFind(run),
    'okta.group.list_members': groupListMembers(run),
    'okta.group.remove_member': groupRemoveMember(run),
    'okta.log.search': logSearch(run, deps.clock),
    'okta.user.activate': userActivate(run),
    'okta.user.clear_sessions': userClearSessions(run, deps.clock),
    'okta.user.create': userCreate(run),
    'okta.user.deactivate': userDeactivate(run),
    'okta.user.expire_password': userExpirePassword(run, deps.clock),
    'okta.user.find': userFind(run),
    'okta.user.get': userGet(run),
    'okta.user.list_apps': userListApps(run),
    'okta.user.list_factors': userListFactors(run),
    'okta.user.list_groups': userListGroups(run),
    'okta.user.reset_factor': userResetFactor(run),
    'okta.user.reset_factors': userResetFactors(run),
    'okta.user.reset_password': userResetPassword(run, deps.clock),
    'okta.user.suspend': userSuspend(run),
    'okta.user.unlock': userUnlock(run),
    'okta.user.unsuspend': userUnsuspend(run),
    'okta.user.update_department': userUpdateDepartment(run),
    'okta.user.update_email': userUpdateEmail(run),
    'okta.user.update_login': userUpdateLogin(run),
    'okta.user.update_manager': userUpdateManager(run),
    'okta.user.update_phone': userUpdatePhone(run),
    'okta.user.update_profile': userUpdateProfile(run),
  }
}
