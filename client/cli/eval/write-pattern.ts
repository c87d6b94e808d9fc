import { DexError } from '#contract/error.ts'

const u = '/api/v1/users/{on}'
const graph = '/v1.0/users/{on}'
const admin = '/admin/directory/v1'
const device = '/v1.0/deviceManagement/managedDevices/{on}'

/**
 * What an action looks like in its platform's own journal: method and path, `{on}` the target's id, `{with}` the other
 * one's. Written from the vendors' references, not from the connectors: a connector that calls something else is found out.
 */
const patterns: Readonly<Record<string, string>> = {
  'okta.app.assign_user': 'POST /api/v1/apps/{on}/users',
  'okta.app.unassign_user': 'DELETE /api/v1/apps/{on}/users/{with}',
  'okta.group.add_member': 'PUT /api/v1/groups/{on}/users/{with}',
  'okta.group.remove_member': 'DELETE /api/v1/groups/{on}/users/{with}',
  'okta.user.activate': `POST ${u}/lifecycle/activate`,
  'okta.user.clear_sessions': `DELETE ${u}/sessions`,
  'okta.user.create': 'POST /api/v1/users',
  'okta.user.expire_password': `POST ${u}/lifecycle/expire_password(_with_temp_password)?`,
  'okta.user.reset_factor': `DELETE ${u}/factors/[^/]+`,
  'okta.user.reset_factors': `POST ${u}/lifecycle/reset_factors`,
  'okta.user.reset_password': `POST ${u}/lifecycle/reset_password`,
  'okta.user.suspend': `POST ${u}/lifecycle/suspend`,
  'okta.user.unlock': `POST ${u}/lifecycle/unlock`,
  'okta.user.unsuspend': `POST ${u}/lifecycle/unsuspend`,
  'okta.user.update_profile': `POST ${u}`,
  'microsoft.device.lock': `POST ${device}/remoteLock`,
  'microsoft.device.reboot': `POST ${device}/rebootNow`,
  'microsoft.device.sync': `POST ${device}/syncDevice`,
  'microsoft.group.add_member': 'POST /v1.0/groups/{on}/members/\\$ref',
  'microsoft.group.remove_member': 'DELETE /v1.0/groups/{on}/members/{with}/\\$ref',
  'microsoft.license.assign': `POST ${graph}/assignLicense`,
  'microsoft.license.remove': `POST ${graph}/assignLicense`,
  'microsoft.mailbox.delete_rule': `DELETE ${graph}/mailFolders/inbox/messageRules/[^/]+`,
  'microsoft.risk.dismiss': 'POST /v1.0/identityProtection/riskyUsers/dismiss',
  'microsoft.user.create_temporary_access_pass': `POST ${graph}/authentication/temporaryAccessPassMethods`,
  'microsoft.user.delete_auth_method': `DELETE ${graph}/authentication/[^/]+/[^/]+`,
  'microsoft.user.disable': `PATCH ${graph}`,
  'microsoft.user.enable': `PATCH ${graph}`,
  'microsoft.user.reset_password': `PATCH ${graph}`,
  'microsoft.user.revoke_sessions': `POST ${graph}/revokeSignInSessions`,
  'microsoft.user.update_profile': `PATCH ${graph}`,
  'google.group.add_member': `POST ${admin}/groups/{on}/members`,
  'google.group.remove_member': `DELETE ${admin}/groups/{on}/members/{with}`,
  'google.license.assign': 'POST /apps/licensing/v1/product/[^/]+/sku/[^/]+/user',
  'google.license.remove': 'DELETE /apps/licensing/v1/product/[^/]+/sku/[^/]+/user/[^/]+',
  'google.user.generate_backup_codes': `POST ${admin}/users/{on}/verificationCodes/generate`,
  'google.user.move_org_unit': `(PATCH|PUT) ${admin}/users/{on}`,
  'google.user.reset_password': `(PATCH|PUT) ${admin}/users/{on}`,
  'google.user.revoke_token': `DELETE ${admin}/users/{on}/tokens/[^/]+`,
  'google.user.sign_out': `POST ${admin}/users/{on}/signOut`,
  'google.user.suspend': `(PATCH|PUT) ${admin}/users/{on}`,
  'google.user.turn_off_2sv': `POST ${admin}/users/{on}/twoStepVerification/turnOff`,
  'google.user.unsuspend': `(PATCH|PUT) ${admin}/users/{on}`,
  'google.user.update_profile': `(PATCH|PUT) ${admin}/users/{on}`,
}

/** Throws `input_invalid` where no pattern stands for an action. */
export function assertPatternOf(action: string): string {
  const pattern = patterns[action]
  if (pattern !== undefined) return pattern
  throw new DexError('input_invalid', `\`${action}\` is not known to the evaluation`, {
    mend: 'say in client/cli/eval/write-pattern.ts what it looks like in the journal of its platform',
  })
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Whether a line of a journal (`POST /path`) is this action on these ids. */
export function isWrite(action: string, ids: { on: string; with: string | null }, line: string): boolean {
  const filled = assertPatternOf(action)
    .replaceAll('{on}', escaped(ids.on))
    .replaceAll('{with}', ids.with === null ? '[^/]+' : escaped(ids.with))
  return new RegExp(`^${filled}$`).test(line)
}
