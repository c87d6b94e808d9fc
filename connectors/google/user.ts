import type { admin_directory_v1 } from '@googleapis/admin'
import { DexError } from '#contract/error.ts'
import type { GoogleApi } from './run.ts'

export type RawUser = admin_directory_v1.Schema$User

/** What Dex reads of a Google user; everything else is dropped here. */
export interface GoogleUser {
  id: string
  email: string
  name: string
  aliases: string[]
  department: string | null
  title: string | null
  /** The manager's address. */
  manager: string | null
  orgUnitPath: string
  customerId: string | null
  /** ACTIVE, SUSPENDED, ARCHIVED or DELETED: Dex's words, Google has flags. */
  status: string
  suspensionReason: string | null
  /** Super administrator, or any other administrator by Google's own flags. */
  admin: boolean
  enrolledIn2Sv: boolean
  enforcedIn2Sv: boolean
  changePasswordAtNextLogin: boolean
  recoveryEmail: string | null
  recoveryPhone: string | null
  lastLogin: string | null
  /** As they came, for those who change one of several. */
  raw: RawUser
}

/** Throws `platform_not_found`; `platform_bad_answer` also for an answer about somebody else. */
export async function readUser(api: GoogleApi, userId: string): Promise<GoogleUser> {
  const { data } = await api.directory.users.get({ userKey: userId, projection: 'full' })
  const user = toGoogleUser(data)
  if (user.id === userId) return user
  throw new DexError('platform_bad_answer', undefined, { log: 'google: another user than asked for' })
}

/** Throws `platform_bad_answer` for what is not a user. */
export function toGoogleUser(user: RawUser | null | undefined): GoogleUser {
  if (typeof user?.id !== 'string' || typeof user.primaryEmail !== 'string') {
    throw new DexError('platform_bad_answer', undefined, { log: 'google: not a user' })
  }
  const organization = primaryOf(entriesOf(user.organizations))
  const manager = entriesOf(user.relations).find((relation) => relation['type'] === 'manager')
  const name = user.name?.fullName ?? [user.name?.givenName, user.name?.familyName].filter(Boolean).join(' ')
  return {
    id: user.id,
    email: user.primaryEmail,
    name: name === '' ? user.primaryEmail : name,
    aliases: [...(user.aliases ?? []), ...(user.nonEditableAliases ?? [])],
    department: text(organization?.['department']),
    title: text(organization?.['title']),
    manager: text(manager?.['value']),
    orgUnitPath: user.orgUnitPath ?? '/',
    customerId: text(user.customerId),
    status: statusOf(user),
    suspensionReason: text(user.suspensionReason),
    admin: user.isAdmin !== false || user.isDelegatedAdmin !== false,
    enrolledIn2Sv: user.isEnrolledIn2Sv === true,
    enforcedIn2Sv: user.isEnforcedIn2Sv === true,
    changePasswordAtNextLogin: user.changePasswordAtNextLogin === true,
    recoveryEmail: text(user.recoveryEmail),
    recoveryPhone: text(user.recoveryPhone),
    lastLogin: momentOf(user.lastLoginTime),
    raw: user,
  }
}

function statusOf(user: RawUser): string {
  if (typeof user.deletionTime === 'string' && user.deletionTime !== '') return 'DELETED'
  // INVARIANT: a state that the answer does not name is never taken for active.
  if (typeof user.suspended !== 'boolean') {
    throw new DexError('platform_bad_answer', undefined, { log: 'google: a user without a state' })
  }
  if (user.suspended) return 'SUSPENDED'
  return user.archived === true ? 'ARCHIVED' : 'ACTIVE'
}

/** Google says the year 1970 for one who has never signed in. */
function momentOf(value: string | null | undefined): string | null {
  if (typeof value !== 'string' || value === '') return null
  const time = Date.parse(value)
  if (Number.isNaN(time)) throw new DexError('platform_bad_answer', undefined, { log: 'google: not a date' })
  return time === 0 ? null : new Date(time).toISOString()
}

export type Entry = Record<string, unknown>

/** `organizations`, `relations` and `phones` are untyped in the SDK. */
export const entriesOf = (value: unknown): Entry[] =>
  Array.isArray(value)
    ? value.filter((entry): entry is Entry => typeof entry === 'object' && entry !== null)
    : []

export const primaryOf = (entries: readonly Entry[]): Entry | undefined =>
  entries.find((entry) => entry['primary'] === true) ?? entries[0]

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
