import type { ActionDefinition } from '#contract/action.ts'
import type { ConnectionKind } from './connection-store.ts'

const always = ['openid', 'offline_access']

/** What the gate's own fact reads need besides the catalog's reads: roles and groups of people, the audit log. */
const factReads: Readonly<Record<string, readonly string[]>> = {
  okta: ['okta.groups.read', 'okta.logs.read', 'okta.roles.read', 'okta.users.read'],
}

/**
 * The scopes that a connection asks for, sorted: admin, those of all the platform's actions; investigate, those of its
 * reads and of the gate's fact reads; own, those of self-service actions, without the writes that the platform reserves
 * to admins (they run under a grantor's token, so that an employee is never asked for a right they do not have).
 */
export function scopesFor(
  platform: string,
  kind: ConnectionKind,
  definitions: Iterable<ActionDefinition>,
): string[] {
  const scopes = new Set(always)
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
  return definition.selfService && (!definition.write || definition.adminRight === null)
}

/** Those wanted that were not granted. Okta's `….manage` covers its `….read`. */
export function missingScopes(granted: readonly string[], wanted: readonly string[]): string[] {
  const has = new Set(granted)
  return wanted.filter(
    (scope) => !has.has(scope) && !has.has(scope.replace(/^(okta\..+)\.read$/, '$1.manage')),
  )
}
