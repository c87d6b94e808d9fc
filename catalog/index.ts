import type { ActionDefinition } from '#contract/action.ts'
import { dexReplyInternal } from './dex/reply-internal.ts'
import { dexReplyPublic } from './dex/reply-public.ts'
import { oktaUserClearSessions } from './okta/user-clear-sessions.ts'
import { oktaUserFind } from './okta/user-find.ts'
import { oktaUserGet } from './okta/user-get.ts'
import { oktaUserListFactors } from './okta/user-list-factors.ts'
import { oktaUserListGroups } from './okta/user-list-groups.ts'
import { oktaUserResetFactors } from './okta/user-reset-factors.ts'
import { oktaUserSuspend } from './okta/user-suspend.ts'
import { oktaUserUnlock } from './okta/user-unlock.ts'
import { oktaUserUnsuspend } from './okta/user-unsuspend.ts'

const definitions = [
  dexReplyInternal,
  dexReplyPublic,
  oktaUserClearSessions,
  oktaUserFind,
  oktaUserGet,
  oktaUserListFactors,
  oktaUserListGroups,
  oktaUserResetFactors,
  oktaUserSuspend,
  oktaUserUnlock,
  oktaUserUnsuspend,
] as const

export type ActionName = (typeof definitions)[number]['name']
export type PlatformActionName<Platform extends string> = Extract<ActionName, `${Platform}.${string}`>

/** The names of the actions that change something: their connectors must be able to read back. */
export type WriteActionName = Extract<(typeof definitions)[number], { write: true }>['name']

/** Every action there is, by name. */
export const catalog: ReadonlyMap<string, ActionDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition as unknown as ActionDefinition]),
)
