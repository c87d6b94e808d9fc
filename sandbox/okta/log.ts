import { randomUUID } from 'node:crypto'
import type { LogEvent, Party } from './log-event.ts'
import type { User } from './model.ts'

export interface EventFacts {
  type: keyof typeof eventTexts
  actor: User | null
  targets: Party[]
  requestId: string
  path: string
  clientId: string | null
  userAgent: string
  reason?: string
  debug?: Record<string, string>
}

const logMax = 20_000

/** Event types of the vendor's catalog with their display texts. */
export const eventTexts = {
  'user.mfa.factor.deactivate': 'Reset factor for user',
  'user.mfa.factor.reset_all': 'Reset all factors for user',
  'user.account.unlock_by_admin': 'Unlock user account by admin',
  'user.account.reset_password': 'User reset password for Okta',
  'user.account.expire_password': 'Expire password for user',
  'user.lifecycle.suspend': 'Suspend Okta user',
  'user.lifecycle.unsuspend': 'Unsuspend Okta user',
  'user.lifecycle.deactivate': 'Deactivate Okta user',
  'user.lifecycle.activate': 'Activate Okta user',
  'user.lifecycle.create': 'Create Okta user',
  'user.lifecycle.reactivate': 'Reactivate Okta user',
  'user.lifecycle.delete.initiated': 'Delete Okta user initiated',
  'user.lifecycle.delete.completed': 'Delete Okta user completed',
  'user.account.update_profile': 'Update user profile for Okta',
  'user.account.update_primary_email': 'Update primary email of user',
  'application.user_membership.add': 'Add user to application membership',
  'application.user_membership.remove': 'Remove user from application membership',
  'user.session.clear': 'Clear user session',
  'user.session.start': 'User login to Okta',
  'group.user_membership.add': 'Add user to group membership',
  'group.user_membership.remove': 'Remove user from group membership',
  'app.oauth2.token.grant.access_token': 'OAuth2 access token is granted',
  'app.oauth2.token.grant.refresh_token': 'OAuth2 refresh token is granted',
  'app.oauth2.token.revoke': 'OAuth2 token revocation request',
  'app.oauth2.token.detect_reuse': 'Detected one-time refresh token reuse',
} as const

const legacyTypes: Partial<Record<keyof typeof eventTexts, string>> = {
  'user.mfa.factor.reset_all': 'core.user.factor.reset_all',
  'user.lifecycle.suspend': 'core.user.config.user_status.suspended',
}

export const userParty = (user: User): Party => ({
  id: user.id,
  type: 'User',
  alternateId: user.profile.login ?? user.id,
  displayName: user.profile.displayName ?? user.id,
  detailEntry: null,
})

export const groupParty = (group: { id: string; name: string }): Party => ({
  id: group.id,
  type: 'UserGroup',
  alternateId: 'unknown',
  displayName: group.name,
  detailEntry: null,
})

export const appParty = (app: { id: string; label: string }): Party => ({
  id: app.id,
  type: 'AppInstance',
  alternateId: app.label,
  displayName: app.label,
  detailEntry: null,
})

const system: Party = {
  id: '00uSYSTEM00000000000',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
  detailEntry: null,
}

export function appendEvent(log: LogEvent[], facts: EventFacts, now: number, lagMs: number): void {
  // The vendor orders by published; two events of one millisecond keep their order of arrival.
  log.push({
    uuid: randomUUID(),
    published: new Date(now).toISOString(),
    eventType: facts.type,
    version: '0',
    severity: facts.type === 'app.oauth2.token.detect_reuse' ? 'WARN' : 'INFO',
    displayMessage: eventTexts[facts.type],
    legacyEventType: legacyTypes[facts.type] ?? null,
    actor: facts.actor ? userParty(facts.actor) : system,
    client: {
      id: facts.clientId,
      ipAddress: '127.0.0.1',
      userAgent: { rawUserAgent: facts.userAgent },
      zone: 'null',
    },
    target: facts.targets,
    outcome: {
      result: facts.type === 'app.oauth2.token.detect_reuse' ? 'FAILURE' : 'SUCCESS',
      reason: facts.reason ?? null,
    },
    transaction: { type: 'WEB', id: facts.requestId, detail: {} },
    debugContext: { debugData: { requestId: facts.requestId, requestUri: facts.path, ...facts.debug } },
    authenticationContext: { authenticationStep: 0, externalSessionId: 'unknown' },
    securityContext: {},
    request: { ipChain: [] },
    visibleAt: now + lagMs,
  })
  if (log.length > logMax) log.splice(0, log.length - logMax)
}
