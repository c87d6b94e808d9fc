import type { Platform } from './description.ts'

/** What differs from the vendor's description, and why it stays so. One that no longer occurs fails as well. */
export interface Deviation {
  routes: readonly string[]
  side: 'request' | 'response'
  what: string
  reason: string
}

const user = (method: string, path = '') => `${method} /api/v1/users${path}`
const lifecycle = (name: string) => user('POST', `/:user/lifecycle/${name}`)

export const deviations: Readonly<Record<Platform, readonly Deviation[]>> = {
  okta: [
    {
      routes: [user('GET', '/:user'), user('POST'), user('POST', '/:user'), user('PUT', '/:user')].concat(
        lifecycle('expire_password'),
      ),
      side: 'response',
      what: '/credentials/emails is not described',
      reason:
        'the vendor’s examples of users show it (ListUsersQResponse); its schema UserCredentials forgot it',
    },
    {
      routes: [user('GET'), 'GET /api/v1/groups/:group/users'],
      side: 'response',
      what: '/*/credentials/emails is not described',
      reason: 'as above',
    },
    {
      routes: ['suspend', 'unsuspend', 'unlock', 'deactivate', 'reset_factors'].map(lifecycle),
      side: 'response',
      what: 'a body is not described',
      reason: 'the vendor answers 200 with `{}`; the description has a 200 whose content it leaves empty',
    },
    {
      routes: ['GET /api/v1/apps/:app/users/:user', 'POST /api/v1/apps/:app/users'],
      side: 'response',
      what: '/externalId must be string',
      reason: 'null in the vendor’s examples of application users; its schema forgot to say so',
    },
    {
      routes: ['GET /api/v1/apps/:app/users'],
      side: 'response',
      what: '/*/externalId must be string',
      reason: 'as above',
    },
    ...['/*/actor/detailEntry must be object', '/*/target/*/detailEntry must be object'].map((what) => ({
      routes: ['GET /api/v1/logs'],
      side: 'response' as const,
      what,
      reason: 'null in the vendor’s examples of events; its schema forgot to say so',
    })),
    {
      routes: ['GET /api/v1/logs'],
      side: 'response',
      what: '/*/outcome/reason must be string',
      reason: 'null in the vendor’s examples of successful events; its schema forgot to say so',
    },
    {
      routes: ['GET /api/v1/logs'],
      side: 'response',
      what: '/*/legacyEventType must be string',
      reason: 'null for event types that came after the Events API; its schema forgot to say so',
    },
  ],
  microsoft: [],
  google: [],
}
