import { guarded } from '../guard.ts'
import type { PlatformActions, PlatformConnector } from '../platform-connectors.ts'
import { deviceList } from './actions/device-list.ts'
import { deviceLock } from './actions/device-lock.ts'
import { deviceReboot } from './actions/device-reboot.ts'
import { deviceRetire } from './actions/device-retire.ts'
import { deviceSync } from './actions/device-sync.ts'
import { deviceWipe } from './actions/device-wipe.ts'
import { groupAddMember } from './actions/group-add-member.ts'
import { groupFind } from './actions/group-find.ts'
import { groupListMembers } from './actions/group-list-members.ts'
import { groupRemoveMember } from './actions/group-remove-member.ts'
import { licenseAssign } from './actions/license-assign.ts'
import { licenseList } from './actions/license-list.ts'
import { licenseListSkus } from './actions/license-list-skus.ts'
import { licenseRemove } from './actions/license-remove.ts'
import { logDirectoryAudits } from './actions/log-directory-audits.ts'
import { logSignIns } from './actions/log-sign-ins.ts'
import { mailboxDeleteRule } from './actions/mailbox-delete-rule.ts'
import { mailboxGetSettings } from './actions/mailbox-get-settings.ts'
import { mailboxListRules } from './actions/mailbox-list-rules.ts'
import { mailboxSetAutomaticReplies } from './actions/mailbox-set-automatic-replies.ts'
import { riskDismiss } from './actions/risk-dismiss.ts'
import { riskList } from './actions/risk-list.ts'
import { userCreateTemporaryAccessPass } from './actions/user-create-temporary-access-pass.ts'
import { userDeleteAuthMethod } from './actions/user-delete-auth-method.ts'
import { userDisable } from './actions/user-disable.ts'
import { userEnable } from './actions/user-enable.ts'
import { userFind } from './actions/user-find.ts'
import { userGet } from './actions/user-get.ts'
import { userListAuthMethods } from './actions/user-list-auth-methods.ts'
import { userListGroups } from './actions/user-list-groups.ts'
import { userListRoles } from './actions/user-list-roles.ts'
import { userResetPassword } from './actions/user-reset-password.ts'
import { userRestore } from './actions/user-restore.ts'
import { userRevokeSessions } from './actions/user-revoke-sessions.ts'
import { userUpdateDepartment } from './actions/user-update-department.ts'
import { userUpdateMail } from './actions/user-update-mail.ts'
import { userUpdateManager } from './actions/user-update-manager.ts'
import { userUpdatePhones } from './actions/user-update-phones.ts'
import { userUpdateProfile } from './actions/user-update-profile.ts'
import { createMicrosoftResolver } from './resolver.ts'
import type { ConnectorDeps } from '../connector-deps.ts'
import { createMicrosoftRun } from './run.ts'
import { microsoftStates } from './states.ts'

/**
 * Microsoft 365 and Entra ID through `@microsoft/microsoft-graph-client`, on borrowed credentials. Every failure is a
 * DexError `platform_*` whose `extra` has `platformRequestId`, `platformCode` and `mayHaveHappened` (see errors.ts).
 */
export function createMicrosoftConnector(deps: ConnectorDeps): PlatformConnector<'microsoft'> {
  const run = createMicrosoftRun(deps)
  return {
    actions: guarded<PlatformActions<'microsoft'>>({
      'microsoft.device.list': deviceList(run),
      'microsoft.device.lock': deviceLock(run),
      'microsoft.device.reboot': deviceReboot(run),
      'microsoft.device.retire': deviceRetire(run),
      'microsoft.device.sync': deviceSync(run),
      'microsoft.device.wipe': deviceWipe(run),
      'microsoft.group.add_member': groupAddMember(run),
      'microsoft.group.find': groupFind(run),
      'microsoft.group.list_members': groupListMembers(run),
      'microsoft.group.remove_member': groupRemoveMember(run),
      'microsoft.license.assign': licenseAssign(run),
      'microsoft.license.list': licenseList(run),
      'microsoft.license.list_skus': licenseListSkus(run),
      'microsoft.license.remove': licenseRemove(run),
      'microsoft.log.directory_audits': logDirectoryAudits(run, deps.clock),
      'microsoft.log.sign_ins': logSignIns(run, deps.clock),
      'microsoft.mailbox.delete_rule': mailboxDeleteRule(run),
      'microsoft.mailbox.get_settings': mailboxGetSettings(run),
      'microsoft.mailbox.list_rules': mailboxListRules(run),
      'microsoft.mailbox.set_automatic_replies': mailboxSetAutomaticReplies(run),
      'microsoft.risk.dismiss': riskDismiss(run),
      'microsoft.risk.list': riskList(run),
      'microsoft.user.create_temporary_access_pass': userCreateTemporaryAccessPass(run),
      'microsoft.user.delete_auth_method': userDeleteAuthMethod(run),
      'microsoft.user.disable': userDisable(run),
      'microsoft.user.enable': userEnable(run),
      'microsoft.user.find': userFind(run),
      'microsoft.user.get': userGet(run),
      'microsoft.user.list_auth_methods': userListAuthMethods(run),
      'microsoft.user.list_groups': userListGroups(run),
      'microsoft.user.list_roles': userListRoles(run),
      'microsoft.user.reset_password': userResetPassword(run),
      'microsoft.user.restore': userRestore(run),
      'microsoft.user.revoke_sessions': userRevokeSessions(run),
      'microsoft.user.update_department': userUpdateDepartment(run),
      'microsoft.user.update_mail': userUpdateMail(run),
      'microsoft.user.update_manager': userUpdateManager(run),
      'microsoft.user.update_phones': userUpdatePhones(run),
      'microsoft.user.update_profile': userUpdateProfile(run),
    }),
    resolver: createMicrosoftResolver(run, deps.clock),
    states: microsoftStates(run),
  }
}
