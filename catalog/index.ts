import type { ActionDefinition } from '#contract/action.ts'
import { dexQuestionAsk } from './dex/question-ask.ts'
import { dexReplyInternal } from './dex/reply-internal.ts'
import { dexReplyPublic } from './dex/reply-public.ts'
import { googleDeviceAction } from './google/device-action.ts'
import { googleDeviceList } from './google/device-list.ts'
import { googleGroupAddMember } from './google/group-add-member.ts'
import { googleGroupFind } from './google/group-find.ts'
import { googleGroupListMembers } from './google/group-list-members.ts'
import { googleGroupRemoveMember } from './google/group-remove-member.ts'
import { googleLicenseAssign } from './google/license-assign.ts'
import { googleLicenseList } from './google/license-list.ts'
import { googleLicenseRemove } from './google/license-remove.ts'
import { googleLogSearch } from './google/log-search.ts'
import { googleOrgUnitList } from './google/org-unit-list.ts'
import { googleUserAddAlias } from './google/user-add-alias.ts'
import { googleUserFind } from './google/user-find.ts'
import { googleUserGenerateBackupCodes } from './google/user-generate-backup-codes.ts'
import { googleUserGet } from './google/user-get.ts'
import { googleUserListGroups } from './google/user-list-groups.ts'
import { googleUserListTokens } from './google/user-list-tokens.ts'
import { googleUserMoveOrgUnit } from './google/user-move-org-unit.ts'
import { googleUserResetPassword } from './google/user-reset-password.ts'
import { googleUserRevokeToken } from './google/user-revoke-token.ts'
import { googleUserSignOut } from './google/user-sign-out.ts'
import { googleUserSuspend } from './google/user-suspend.ts'
import { googleUserTurnOff2sv } from './google/user-turn-off-2sv.ts'
import { googleUserUndelete } from './google/user-undelete.ts'
import { googleUserUnsuspend } from './google/user-unsuspend.ts'
import { googleUserUpdateDepartment } from './google/user-update-department.ts'
import { googleUserUpdateManager } from './google/user-update-manager.ts'
import { googleUserUpdatePhones } from './google/user-update-phones.ts'
import { googleUserUpdateProfile } from './google/user-update-profile.ts'
import { googleUserUpdateRecoveryEmail } from './google/user-update-recovery-email.ts'
import { googleUserUpdateRecoveryPhone } from './google/user-update-recovery-phone.ts'
import { microsoftDeviceList } from './microsoft/device-list.ts'
import { microsoftDeviceLock } from './microsoft/device-lock.ts'
import { microsoftDeviceReboot } from './microsoft/device-reboot.ts'
import { microsoftDeviceRetire } from './microsoft/device-retire.ts'
import { microsoftDeviceSync } from './microsoft/device-sync.ts'
import { microsoftDeviceWipe } from './microsoft/device-wipe.ts'
import { microsoftGroupAddMember } from './microsoft/group-add-member.ts'
import { microsoftGroupFind } from './microsoft/group-find.ts'
import { microsoftGroupListMembers } from './microsoft/group-list-members.ts'
import { microsoftGroupRemoveMember } from './microsoft/group-remove-member.ts'
import { microsoftLicenseAssign } from './microsoft/license-assign.ts'
import { microsoftLicenseList } from './microsoft/license-list.ts'
import { microsoftLicenseListSkus } from './microsoft/license-list-skus.ts'
import { microsoftLicenseRemove } from './microsoft/license-remove.ts'
import { microsoftLogDirectoryAudits } from './microsoft/log-directory-audits.ts'
import { microsoftLogSignIns } from './microsoft/log-sign-ins.ts'
import { microsoftMailboxDeleteRule } from './microsoft/mailbox-delete-rule.ts'
import { microsoftMailboxGetSettings } from './microsoft/mailbox-get-settings.ts'
import { microsoftMailboxListRules } from './microsoft/mailbox-list-rules.ts'
import { microsoftMailboxSetAutomaticReplies } from './microsoft/mailbox-set-automatic-replies.ts'
import { microsoftRiskDismiss } from './microsoft/risk-dismiss.ts'
import { microsoftRiskList } from './microsoft/risk-list.ts'
import { microsoftUserCreateTemporaryAccessPass } from './microsoft/user-create-temporary-access-pass.ts'
import { microsoftUserDeleteAuthMethod } from './microsoft/user-delete-auth-method.ts'
import { microsoftUserDisable } from './microsoft/user-disable.ts'
import { microsoftUserEnable } from './microsoft/user-enable.ts'
import { microsoftUserFind } from './microsoft/user-find.ts'
import { microsoftUserGet } from './microsoft/user-get.ts'
import { microsoftUserListAuthMethods } from './microsoft/user-list-auth-methods.ts'
import { microsoftUserListGroups } from './microsoft/user-list-groups.ts'
import { microsoftUserListRoles } from './microsoft/user-list-roles.ts'
import { microsoftUserResetPassword } from './microsoft/user-reset-password.ts'
import { microsoftUserRestore } from './microsoft/user-restore.ts'
import { microsoftUserRevokeSessions } from './microsoft/user-revoke-sessions.ts'
import { microsoftUserUpdateDepartment } from './microsoft/user-update-department.ts'
import { microsoftUserUpdateMail } from './microsoft/user-update-mail.ts'
import { microsoftUserUpdateManager } from './microsoft/user-update-manager.ts'
import { microsoftUserUpdatePhones } from './microsoft/user-update-phones.ts'
import { microsoftUserUpdateProfile } from './microsoft/user-update-profile.ts'
import { oktaAppAssignUser } from './okta/app-assign-user.ts'
import { oktaAppFind } from './okta/app-find.ts'
import { oktaAppUnassignUser } from './okta/app-unassign-user.ts'
import { oktaGroupAddMember } from './okta/group-add-member.ts'
import { oktaGroupFind } from './okta/group-find.ts'
import { oktaGroupListMembers } from './okta/group-list-members.ts'
import { oktaGroupRemoveMember } from './okta/group-remove-member.ts'
import { oktaLogSearch } from './okta/log-search.ts'
import { oktaUserActivate } from './okta/user-activate.ts'
import { oktaUserClearSessions } from './okta/user-clear-sessions.ts'
import { oktaUserCreate } from './okta/user-create.ts'
import { oktaUserDeactivate } from './okta/user-deactivate.ts'
import { oktaUserExpirePassword } from './okta/user-expire-password.ts'
import { oktaUserFind } from './okta/user-find.ts'
import { oktaUserGet } from './okta/user-get.ts'
import { oktaUserListApps } from './okta/user-list-apps.ts'
import { oktaUserListFactors } from './okta/user-list-factors.ts'
import { oktaUserListGroups } from './okta/user-list-groups.ts'
import { oktaUserResetFactor } from './okta/user-reset-factor.ts'
import { oktaUserResetFactors } from './okta/user-reset-factors.ts'
import { oktaUserResetPassword } from './okta/user-reset-password.ts'
import { oktaUserSuspend } from './okta/user-suspend.ts'
import { oktaUserUnlock } from './okta/user-unlock.ts'
import { oktaUserUnsuspend } from './okta/user-unsuspend.ts'
import { oktaUserUpdateDepartment } from './okta/user-update-department.ts'
import { oktaUserUpdateEmail } from './okta/user-update-email.ts'
import { oktaUserUpdateLogin } from './okta/user-update-login.ts'
import { oktaUserUpdateManager } from './okta/user-update-manager.ts'
import { oktaUserUpdatePhone } from './okta/user-update-phone.ts'
import { oktaUserUpdateProfile } from './okta/user-update-profile.ts'
import { scimActions } from './scim/index.ts'

const definitions = [
  dexQuestionAsk,
  dexReplyInternal,
  dexReplyPublic,
  googleDeviceAction,
  googleDeviceList,
  googleGroupAddMember,
  googleGroupFind,
  googleGroupListMembers,
  googleGroupRemoveMember,
  googleLicenseAssign,
  googleLicenseList,
  googleLicenseRemove,
  googleLogSearch,
  googleOrgUnitList,
  googleUserAddAlias,
  googleUserFind,
  googleUserGenerateBackupCodes,
  googleUserGet,
  googleUserListGroups,
  googleUserListTokens,
  googleUserMoveOrgUnit,
  googleUserResetPassword,
  googleUserRevokeToken,
  googleUserSignOut,
  googleUserSuspend,
  googleUserTurnOff2sv,
  googleUserUndelete,
  googleUserUnsuspend,
  googleUserUpdateDepartment,
  googleUserUpdateManager,
  googleUserUpdatePhones,
  googleUserUpdateProfile,
  googleUserUpdateRecoveryEmail,
  googleUserUpdateRecoveryPhone,
  microsoftDeviceList,
  microsoftDeviceLock,
  microsoftDeviceReboot,
  microsoftDeviceRetire,
  microsoftDeviceSync,
  microsoftDeviceWipe,
  microsoftGroupAddMember,
  microsoftGroupFind,
  microsoftGroupListMembers,
  microsoftGroupRemoveMember,
  microsoftLicenseAssign,
  microsoftLicenseList,
  microsoftLicenseListSkus,
  microsoftLicenseRemove,
  microsoftLogDirectoryAudits,
  microsoftLogSignIns,
  microsoftMailboxDeleteRule,
  microsoftMailboxGetSettings,
  microsoftMailboxListRules,
  microsoftMailboxSetAutomaticReplies,
  microsoftRiskDismiss,
  microsoftRiskList,
  microsoftUserCreateTemporaryAccessPass,
  microsoftUserDeleteAuthMethod,
  microsoftUserDisable,
  microsoftUserEnable,
  microsoftUserFind,
  microsoftUserGet,
  microsoftUserListAuthMethods,
  microsoftUserListGroups,
  microsoftUserListRoles,
  microsoftUserResetPassword,
  microsoftUserRestore,
  microsoftUserRevokeSessions,
  microsoftUserUpdateDepartment,
  microsoftUserUpdateMail,
  microsoftUserUpdateManager,
  microsoftUserUpdatePhones,
  microsoftUserUpdateProfile,
  oktaAppAssignUser,
  oktaAppFind,
  oktaAppUnassignUser,
  oktaGroupAddMember,
  oktaGroupFind,
  oktaGroupListMembers,
  oktaGroupRemoveMember,
  oktaLogSearch,
  oktaUserActivate,
  oktaUserClearSessions,
  oktaUserCreate,
  oktaUserDeactivate,
  oktaUserExpirePassword,
  oktaUserFind,
  oktaUserGet,
  oktaUserListApps,
  oktaUserListFactors,
  oktaUserListGroups,
  oktaUserResetFactor,
  oktaUserResetFactors,
  oktaUserResetPassword,
  oktaUserSuspend,
  oktaUserUnlock,
  oktaUserUnsuspend,
  oktaUserUpdateDepartment,
  oktaUserUpdateEmail,
  oktaUserUpdateLogin,
  oktaUserUpdateManager,
  oktaUserUpdatePhone,
  oktaUserUpdateProfile,
  ...scimActions,
] as const

export type ActionName = (typeof definitions)[number]['name']
export type PlatformActionName<Platform extends string> = Extract<ActionName, `${Platform}.${string}`>

/** The names of the actions that change something: their connectors must be able to read back. */
export type WriteActionName = Extract<(typeof definitions)[number], { write: true }>['name']

/** Every action there is, by name. */
export const catalog: ReadonlyMap<string, ActionDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition as unknown as ActionDefinition]),
)
