import { stableId } from '../base/ids.ts'
import type { App } from './apps.ts'
import { scopeOf } from './assignments.ts'
import type { Directory, User } from './model.ts'

export function renderApp(app: App, base: string): Record<string, unknown> {
  const { id, name, label, signOnMode, created, lastUpdated } = app
  return {
    id,
    name,
    label,
    status: 'ACTIVE',
    signOnMode,
    created,
    lastUpdated,
    features: [],
    visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
    settings: signOnMode === 'BOOKMARK' ? { app: { requestIntegration: false, url: `${base}/wiki` } } : {},
    _links: { users: { href: `${base}/api/v1/apps/${id}/users` } },
  }
}

export function renderAppUser(
  directory: Directory,
  app: App,
  user: User,
  base: string,
): Record<string, unknown> {
  const direct = app.assigned.find((assignment) => assignment.user === user.id)
  const created = direct?.created ?? app.created
  const lastUpdated = direct?.lastUpdated ?? app.lastUpdated
  return {
    id: user.id,
    externalId: null,
    scope: scopeOf(directory, app, user.id),
    status: 'ACTIVE',
    syncState: 'DISABLED',
    created,
    lastUpdated,
    statusChanged: created,
    passwordChanged: null,
    credentials: { userName: direct?.userName ?? user.profile['login'] },
    profile: {},
    _links: {
      app: { href: `${base}/api/v1/apps/${app.id}` },
      user: { href: `${base}/api/v1/users/${user.id}` },
    },
  }
}

export const renderAppLink = (app: App, user: User, base: string): Record<string, unknown> => ({
  id: stableId('00u', 20, app.id, user.id),
  label: app.label,
  linkUrl: `${base}/home/${app.name}/${app.id}/1`,
  logoUrl: `${base}/assets/${app.name}.png`,
  appName: app.name,
  appInstanceId: app.id,
  appAssignmentId: stableId('0ua', 20, app.id, user.id),
  credentialsSetup: false,
  hidden: false,
  sortOrder: 0,
})
