import { z } from 'zod'
import type { Google } from './context.ts'
import { GoogleRefusal } from './errors.ts'
import type { ActivityFacts, EventName } from './activity.ts'
import type { User } from './model.ts'
import type { Privilege } from './roles.ts'

const entries = z.array(z.record(z.string(), z.unknown()))

/** A partial body: what is absent is kept, null clears, arrays are replaced whole. Unknown fields are ignored. */
export const UserUpdate = z.object({
  suspended: z.boolean().optional(),
  password: z.string().min(8).max(100).optional(),
  changePasswordAtNextLogin: z.boolean().optional(),
  orgUnitPath: z.string().startsWith('/').optional(),
  recoveryEmail: z.union([z.email(), z.literal('')]).nullish(),
  recoveryPhone: z.union([z.e164(), z.literal('')]).nullish(),
  name: z
    .object({ givenName: z.string().min(1).optional(), familyName: z.string().min(1).optional() })
    .optional(),
  organizations: entries.nullish(),
  relations: entries.nullish(),
  phones: entries.nullish(),
})
export type UserUpdate = z.infer<typeof UserUpdate>

interface Plan {
  privileges: Privilege[]
  events: ActivityFacts[]
}

/** What an update needs and what it leaves in the log, a privilege and an event for each field that it changes. */
export function plan(google: Google, user: User, update: UserUpdate): Plan {
  const privileges = new Set<Privilege>()
  const events: ActivityFacts[] = []
  const note = (privilege: Privilege, name: EventName | null, more: Record<string, string> = {}) => {
    privileges.add(privilege)
    if (name !== null) events.push({ name, parameters: { USER_EMAIL: user.primaryEmail, ...more } })
  }
  if (update.suspended !== undefined) {
    if (!update.suspended && user.suspensionReason === 'ABUSE')
      throw new GoogleRefusal('adminCannotUnsuspend')
    const name = update.suspended ? 'SUSPEND_USER' : 'UNSUSPEND_USER'
    note('USERS_SUSPEND', update.suspended === user.suspended ? null : name)
  }
  if (update.password !== undefined) note('USERS_RESET_PASSWORD', 'CHANGE_PASSWORD')
  if (update.changePasswordAtNextLogin !== undefined) {
    const values = {
      OLD_VALUE: String(user.changePasswordAtNextLogin),
      NEW_VALUE: String(update.changePasswordAtNextLogin),
    }
    const changed = user.changePasswordAtNextLogin !== update.changePasswordAtNextLogin
    note('USERS_FORCE_PASSWORD_CHANGE', changed ? 'CHANGE_PASSWORD_ON_NEXT_LOGIN' : null, values)
  }
  if (update.orgUnitPath !== undefined) {
    if (!google.directory.orgUnits.some(({ path }) => path === update.orgUnitPath)) {
      throw new GoogleRefusal('invalid', 'Invalid Input: INVALID_OU_ID')
    }
    const values = { ORG_UNIT_NAME: user.orgUnitPath, NEW_VALUE: update.orgUnitPath }
    note('USERS_MOVE', update.orgUnitPath === user.orgUnitPath ? null : 'MOVE_USER_TO_ORG_UNIT', values)
  }
  for (const [field, word] of [
    ['recoveryEmail', 'EMAIL'],
    ['recoveryPhone', 'PHONE'],
  ] as const) {
    const next = update[field]
    if (next === undefined) continue
    const verb = !next ? 'REMOVE' : user[field] === '' ? 'ADD' : 'CHANGE'
    note('USERS_UPDATE', (next ?? '') === user[field] ? null : `${verb}_RECOVERY_${word}`)
  }
  if (update.name?.givenName !== undefined) {
    note('USERS_ALIAS', 'CHANGE_FIRST_NAME', { NEW_VALUE: update.name.givenName })
  }
  if (update.name?.familyName !== undefined) {
    note('USERS_ALIAS', 'CHANGE_LAST_NAME', { NEW_VALUE: update.name.familyName })
  }
  if (update.organizations !== undefined) note('USERS_UPDATE', 'CHANGE_USER_ORGANIZATION')
  if (update.relations !== undefined) note('USERS_UPDATE', 'CHANGE_USER_RELATION')
  if (update.phones !== undefined) note('USERS_UPDATE', 'CHANGE_USER_PHONE_NUMBER')
  if (privileges.size === 0) privileges.add('USERS_UPDATE')
  return { privileges: [...privileges], events }
}

export function applyUpdate(user: User, update: UserUpdate): void {
  if (update.suspended !== undefined) {
    user.suspended = update.suspended
    user.suspensionReason = update.suspended ? 'ADMIN' : null
  }
  if (update.password !== undefined) user.passwordsSet += 1
  if (update.changePasswordAtNextLogin !== undefined) {
    user.changePasswordAtNextLogin = update.changePasswordAtNextLogin
  }
  if (update.orgUnitPath !== undefined) user.orgUnitPath = update.orgUnitPath
  if (update.recoveryEmail !== undefined) user.recoveryEmail = update.recoveryEmail ?? ''
  if (update.recoveryPhone !== undefined) user.recoveryPhone = update.recoveryPhone ?? ''
  user.givenName = update.name?.givenName ?? user.givenName
  user.familyName = update.name?.familyName ?? user.familyName
  if (update.organizations !== undefined) user.organizations = update.organizations ?? []
  if (update.relations !== undefined) user.relations = update.relations ?? []
  if (update.phones !== undefined) user.phones = update.phones ?? []
}
