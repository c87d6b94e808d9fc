import type { App } from './apps.ts'
import type { Event, Okta } from './context.ts'
import { appParty, userParty } from './log.ts'
import type { Directory, User } from './model.ts'

/** How a user has an application; null when not at all. */
export function scopeOf(directory: Directory, app: App, userId: string): 'USER' | 'GROUP' | null {
  if (app.assigned.some((assignment) => assignment.user === userId)) return 'USER'
  const through = directory.groups.some(
    (group) => app.groups.includes(group.id) && group.members.includes(userId),
  )
  return through ? 'GROUP' : null
}

/** Everybody who has an application, however. */
export function usersOf(directory: Directory, app: App): Set<string> {
  const through = directory.groups.filter((group) => app.groups.includes(group.id))
  return new Set([...app.assigned.map(({ user }) => user), ...through.flatMap((group) => group.members)])
}

/** Direct assignments end with an account, each with its event. */
export function leaveApps(okta: Okta, user: User): { change: () => void; events: Event[] } {
  const held = okta.directory.apps.filter((app) => app.assigned.some(({ user: id }) => id === user.id))
  return {
    change() {
      for (const app of held) app.assigned = app.assigned.filter(({ user: id }) => id !== user.id)
    },
    events: held.map((app) => ({
      type: 'application.user_membership.remove',
      targets: [userParty(user), appParty(app)],
    })),
  }
}
