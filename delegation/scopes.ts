import type { ActionDefinition } from '#contract/action.ts'
import type { ConnectionKind } from './connection-store.ts'

const always = ['openid', 'offline_access']
/**
 * Google refuses `offline_access` as unknown; see `vendors.ts` for what it has in its place. Microsoft says the account's
 * `oid` and `tid` to those alone who ask for `profile`.
 */
const alwaysAt: Readonly<Record<string, readonly string[]>> = {
  google: ['openid'],
  microsoft: ['openid', 'offline_access', 'profile'],
}

/** Scopes that a platform need not name in its answer: of the sign-in itself. */
const unnamed: readonly string[] = ['openid', 'offline_access', 'profile']
export const namedScopes = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => !unnamed.includes(scope))

const googleScopes = 'https://www.googleapis.com/auth/'

/** What the gate's own fact reads need besides the catalog's reads: roles and groups of people, the audit log. */
const factReads: Readonly<Record<string, readonly string[]>> = {
  okta: ['okta.groups.read', 'okta.logs.read', 'okta.roles.read', 'okta.schemas.read', 'okta.users.read'],
  google: [
    `${googleScopes}admin.directory.group.readonly`,
    `${googleScopes}admin.directory.rolemanagement.readonly`,
    `${googleScopes}admin.directory.user.readonly`,
    `${googleScopes}admin.reports.audit.readonly`,
  ],
  microsoft: [
    'AuditLog.Read.All',
    'DeviceManagementApps.Read.All',
    'DeviceManagementManagedDevices.Read.All',
    'Directory.Read.All',
    'GroupMember.Read.All',
    'LicenseAssignment.Read.All',
    'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    'RoleManagement.Read.Directory',
    'User.Read.All',
  ],
}

/**
 * The scopes that a connection asks for, sorted: admin, those of all the platform's actions; investigate, those of its
 * reads and of the gate's fact reads; own, those of self-service actions, without what the platform reserves to admins
 * (that runs on somebody's who has the right, so that an employee is never asked for a right they do not have).
 */
export function scopesFor(
  platform: string,
  kind: ConnectionKind,
  definitions: Iterable<ActionDefinition>,
): string[] {
  const scopes = new Set<string>(alwaysAt[platform] ?? always)
  if (kind === 'investigate') for (const scope of factReads[platform] ?? []) scopes.add(scope)
  for (const definition of definitions) {
    if (definition.platform !== platform || !asks(kind, definition)) continue
    for (const scope of definition.scopes) scopes.add(scope)
  }
  return [...scopes].sort()
}

function asks(kind: ConnectionKind, definition: ActionDefinition): boolean {
  if (kind === 'admin') return true
  if (kind === 'investigate') return !definition.write
  return definition.selfService && definition.adminRight === null
}

/**
 * What to ask for where a connection of this kind holds `held`. Google adds what is new to what was granted
 * (`include_granted_scopes`); the others are asked for all of it, and show people what is new. INVARIANT: added to is an admin's
 * connection alone, which may hold whatever the other kinds do: Google would lend a reading one the writes that the same person
 * has granted elsewhere. What is held and not wanted any more goes, so that is asked for anew too.
 * https://developers.google.com/identity/protocols/oauth2/web-server#incrementalAuth
 */
export function askedAnew(connection: {
  platform: string
  kind: ConnectionKind
  scopes: readonly string[]
  held: readonly string[]
}): { scopes: readonly string[]; addTo: boolean } {
  const { platform, kind, scopes, held } = connection
  const missing = missingScopes(held, namedScopes(scopes))
  const shrinks = missingScopes(scopes, namedScopes(held)).length > 0
  if (platform !== 'google' || kind !== 'admin' || held.length === 0 || missing.length === 0 || shrinks)
    return { scopes, addTo: false }
  return { scopes: [...scopes.filter((scope) => unnamed.includes(scope)), ...missing], addTo: true }
}

const graphPrefix = /^https:\/\/graph\.microsoft\.com\//

/**
 * Those wanted that were not granted. Okta's `….manage` covers its `….read`, Google's scope its `….readonly`; Microsoft
 * may answer with the long form of what was asked for by the short one.
 */
export function missingScopes(granted: readonly string[], wanted: readonly string[]): string[] {
  const has = new Set(granted.map((scope) => scope.replace(graphPrefix, '')))
  const wider = (scope: string): string =>
    scope.startsWith(googleScopes)
      ? scope.replace(/\.readonly$/, '')
      : scope.replace(/^(okta\..+)\.read$/, '$1.manage')
  return wanted.filter((scope) => !has.has(scope) && !has.has(wider(scope)))
}
