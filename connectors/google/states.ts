import type { StateCall, StateReader } from '#contract/connector.ts'
import { nullWhenNotFound } from './around-write.ts'
import { valueOfType } from './entries.ts'
import { requireId } from './ids.ts'
import { requireLicence } from './licences.ts'
import { listOrgUnits } from './org-units.ts'
import type { GoogleApi, GoogleRun } from './run.ts'
import { type GoogleUser, readUser } from './user.ts'

export function googleStates(run: GoogleRun): Readonly<Record<string, StateReader>> {
  /** A direct member's role; null: none. */
  const role: StateReader = async (call) => {
    const groupKey = requireId('group', call.target?.id)
    const memberKey = requireId('user', String(call.params['user']))
    const found = await nullWhenNotFound(
      run(call, (api) => api.directory.members.get({ groupKey, memberKey })),
    )
    return { role: found?.value.data.role ?? null }
  }
  const licence: StateReader = async (call) => {
    const licence = requireLicence(String(call.params['sku']))
    const { email } = (await run(call, (api) => readUser(api, requireId('user', call.target?.id)))).value
    const found = await nullWhenNotFound(run(call, (api) => api.licensing.get(licence, email)))
    return { assigned: found !== null }
  }
  const ofUser =
    (read: (at: { user: GoogleUser; api: GoogleApi; call: StateCall }) => ReturnType<StateReader>) =>
    async (call: StateCall) => {
      const id = requireId('user', call.target?.id)
      return (await run(call, async (api) => read({ user: await readUser(api, id), api, call }))).value
    }
  const suspended = ofUser(async ({ user }) => ({ suspended: user.raw.suspended === true }))
  return {
    'google.group.add_member': role,
    'google.group.remove_member': role,
    'google.license.assign': licence,
    'google.license.remove': licence,
    'google.user.move_org_unit': ofUser(async ({ user, api }) => ({
      orgUnit: (await listOrgUnits(api)).find(({ path }) => path === user.orgUnitPath)?.id ?? null,
    })),
    'google.user.suspend': suspended,
    'google.user.unsuspend': suspended,
    'google.user.update_department': ofUser(async ({ user }) => ({ department: user.department })),
    'google.user.update_manager': ofUser(async ({ user, api }) => ({
      manager: user.manager === null ? null : await idOf(api, user.manager),
    })),
    'google.user.update_phones': ofUser(async ({ user, call }) => {
      const type = String(call.params['type'])
      return { type, number: valueOfType(user.raw.phones, type) }
    }),
    'google.user.update_profile': ofUser(async ({ user, call }) => {
      const { givenName = null, familyName = null } = user.raw.name ?? {}
      const has = { givenName, familyName, title: user.title }
      return Object.fromEntries(Object.entries(has).filter(([name]) => name in call.params))
    }),
    'google.user.update_recovery_email': ofUser(async ({ user }) => ({ email: user.recoveryEmail })),
    'google.user.update_recovery_phone': ofUser(async ({ user }) => ({ phone: user.recoveryPhone })),
  }
}

const idOf = async (api: GoogleApi, email: string): Promise<string | null> =>
  (await api.directory.users.get({ userKey: email })).data.id ?? null
