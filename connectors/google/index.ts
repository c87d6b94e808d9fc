import { guarded } from '../guard.ts'
import type { PlatformActions, PlatformConnector } from '../platform-connectors.ts'
import { deviceAction } from './actions/device-action.ts'
import { deviceList } from './actions/device-list.ts'
import { groupAddMember } from './actions/group-add-member.ts'
import { groupFind } from './actions/group-find.ts'
import { groupListMembers } from './actions/group-list-members.ts'
import { groupRemoveMember } from './actions/group-remove-member.ts'
import { licenseAssign } from './actions/license-assign.ts'
import { licenseList } from './actions/license-list.ts'
import { licenseRemove } from './actions/license-remove.ts'
import { logSearch } from './actions/log-search.ts'
import { orgUnitList } from './actions/org-unit-list.ts'
import { userAddAlias } from './actions/user-add-alias.ts'
import { userFind } from './actions/user-find.ts'
import { userGenerateBackupCodes } from './actions/user-generate-backup-codes.ts'
import { userGet } from './actions/user-get.ts'
import { userListGroups } from './actions/user-list-groups.ts'
import { userListTokens } from './actions/user-list-tokens.ts'
import { userMoveOrgUnit } from './actions/user-move-org-unit.ts'
import { userResetPassword } from './actions/user-reset-password.ts'
import { userRevokeToken } from './actions/user-revoke-token.ts'
import { userSignOut } from './actions/user-sign-out.ts'
import { userSuspend } from './actions/user-suspend.ts'
import { userTurnOff2sv } from './actions/user-turn-off-2sv.ts'
import { userUndelete } from './actions/user-undelete.ts'
import { userUnsuspend } from './actions/user-unsuspend.ts'
import { userUpdateDepartment } from './actions/user-update-department.ts'
import { userUpdateManager } from './actions/user-update-manager.ts'
import { userUpdatePhones } from './actions/user-update-phones.ts'
import { userUpdateProfile } from './actions/user-update-profile.ts'
import { userUpdateRecoveryEmail } from './actions/user-update-recovery-email.ts'
import { userUpdateRecoveryPhone } from './actions/user-update-recovery-phone.ts'
import { createGoogleResolver } from './resolver.ts'
import type { ConnectorDeps } from '../connector-deps.ts'
import { createGoogleRun } from './run.ts'
import { googleStates } from './states.ts'

/**
 * Google Workspace through `@googleapis/admin`, on borrowed credentials. Every failure is a DexError `platform_*` whose
 * `extra` has `platformRequestId`, `platformCode` and `mayHaveHappened` (see errors.ts).
 */
export function createGoogleConnector(deps: ConnectorDeps): PlatformConnector<'google'> {
  const run = createGoogleRun(deps)
  return {
    actions: guarded<PlatformActions<'google'>>({
      'google.device.action': deviceAction(run),
      'google.device.list': deviceList(run),
      'google.group.add_member': groupAddMember(run),
      'google.group.find': groupFind(run),
      'google.group.list_members': groupListMembers(run),
      'google.group.remove_member': groupRemoveMember(run),
      'google.license.assign': licenseAssign(run),
      'google.license.list': licenseList(run),
      'google.license.remove': licenseRemove(run),
      'google.log.search': logSearch(run, deps.clock),
      'google.org_unit.list': orgUnitList(run),
      'google.user.add_alias': userAddAlias(run),
      'google.user.find': userFind(run),
      'google.user.generate_backup_codes': userGenerateBackupCodes(run, deps.clock),
      'google.user.get': userGet(run),
      'google.user.list_groups': userListGroups(run),
      'google.user.list_tokens': userListTokens(run),
      'google.user.move_org_unit': userMoveOrgUnit(run),
      'google.user.reset_password': userResetPassword(run, deps.clock),
      'google.user.revoke_token': userRevokeToken(run),
      'google.user.sign_out': userSignOut(run, deps.clock),
      'google.user.suspend': userSuspend(run),
      'google.user.turn_off_2sv': userTurnOff2sv(run),
      'google.user.undelete': userUndelete(run),
      'google.user.unsuspend': userUnsuspend(run),
      'google.user.update_department': userUpdateDepartment(run),
      'google.user.update_manager': userUpdateManager(run),
      'google.user.update_phones': userUpdatePhones(run),
      'google.user.update_profile': userUpdateProfile(run),
      'google.user.update_recovery_email': userUpdateRecoveryEmail(run),
      'google.user.update_recovery_phone': userUpdateRecoveryPhone(run),
    }),
    resolver: createGoogleResolver(run, deps.clock),
    states: googleStates(run),
  }
}
