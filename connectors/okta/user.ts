import type { Client, User, UserGetSingleton } from '@okta/okta-sdk-nodejs'
import { DexError } from '#contract/error.ts'

/** Stricter than Okta's own words for it: who cannot sign in right now counts as not active. */
const activeStatuses: ReadonlySet<string> = new Set(['ACTIVE', 'PASSWORD_EXPIRED'])

/** What Dex reads of an Okta user; everything else is dropped here. */
export interface OktaUser {
  id: string
  login: string
  email: string
  name: string
  department: string | null
  title: string | null
  status: string
  /** Able to sign in, and not on the way out. */
  active: boolean
  statusChanged: string | null
  lastLogin: string | null
  passwordChanged: string | null
}

export async function readUser(client: Client, userId: string): Promise<OktaUser> {
  return toOktaUser(await client.userApi.getUser({ userId }))
}

/** Throws `platform_bad_answer` for what is not a user. */
export function toOktaUser(user: User | UserGetSingleton | null | undefined): OktaUser {
  const profile = user?.profile
  if (typeof user?.id !== 'string' || typeof user.status !== 'string' || typeof profile?.login !== 'string') {
    throw new DexError('platform_bad_answer', undefined, { log: 'okta: not a user' })
  }
  const name = [profile.firstName, profile.lastName]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ')
  return {
    id: user.id,
    login: profile.login,
    email: text(profile.email) ?? profile.login,
    name: name === '' ? profile.login : name,
    department: text(profile.department),
    title: text(profile.title),
    status: user.status,
    active: activeStatuses.has(user.status) && (user.transitioningToStatus ?? null) === null,
    statusChanged: moment(user.statusChanged),
    lastLogin: moment(user.lastLogin),
    passwordChanged: moment(user.passwordChanged),
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The SDK makes Dates; an unreadable one throws, which ends as `platform_bad_answer`. */
export const moment = (value: Date | null | undefined): string | null => value?.toISOString() ?? null
