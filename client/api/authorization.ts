/** Roles that open routes; policy and the gate know further ones, by the tenant's own names. */
export const dexRoles = ['admin', 'approver', 'operator', 'auditor', 'employee'] as const
export type DexRole = (typeof dexRoles)[number]

export type SessionKind = 'browser' | 'cli'

export interface Access {
  /** `null`: nobody has to be signed in. */
  sessions: readonly SessionKind[] | null
  /** `null`: whoever is signed in; the handler narrows to what is theirs. */
  roles: readonly DexRole[] | null
  /** A browser that is not signed in is sent to the sign-in instead of being refused. */
  redirects?: true
  /** Only for the people who run the installation: it shows or changes what is every tenant's. */
  installation?: true
}

const open: Access = { sessions: null, roles: null }
const anyone: Access = { sessions: ['browser', 'cli'], roles: null }
const only = (...roles: DexRole[]): Access => ({ sessions: ['browser', 'cli'], roles })

/**
 * Who may call what. INVARIANT: a route that is not named here cannot be registered, so nothing is open by omission;
 * an API token of a later day is another kind of session and is on none of these lists until somebody writes it here
 * (T19: both kinds there are belong to a person at an interactive sign-in).
 */
export const authorization: Readonly<Record<string, Access>> = {
  // One page without anything in it; what it shows it fetches, as the person who is signed in.
  'GET /': open,
  'GET /requests': open,
  'GET /requests/:id': open,
  'GET /approvals/:id': open,
  'GET /activity': open,
  'GET /in-doubt': open,
  'GET /policy': open,
  'GET /autonomy': open,
  'GET /standing-approvals': open,
  'GET /connections': open,
  'GET /settings': open,
  'GET /me': open,
  'GET /assets/:name': open,
  'GET /style.css': open,
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': open,
  'GET /api/openapi.json': open,

  // Their own proof: a signature, an ID token, a state.
  'POST /hooks/tickets/:source': open,
  'POST /hooks/tickets/:source/comments': open,
  'GET /auth/cli': open,
  'POST /auth/cli': open,
  'GET /auth/login': open,
  'GET /auth/callback': open,
  'POST /auth/back-channel-logout': open,
  'GET /auth/step-up': { sessions: ['browser'], roles: ['admin', 'approver'], redirects: true },
  'GET /connect/:platform/callback': open,

  'POST /auth/logout': anyone,
  'POST /api/sessions/end-all': anyone,
  'GET /api/sessions': anyone,
  'GET /api/me': anyone,
  'GET /api/me/activity': anyone,
  'GET /api/live': anyone,
  'GET /api/counts': anyone,
  'GET /api/people': only('admin', 'auditor', 'operator'),
  'GET /api/settings': only('admin', 'auditor', 'operator'),
  'GET /api/policy/in-force': only('admin', 'approver', 'auditor', 'operator'),
  'GET /api/actions': anyone,

  'GET /api/requests': anyone,
  'POST /api/requests': anyone,
  'POST /api/chats': { sessions: ['browser'], roles: null },
  'GET /api/requests/:id': anyone,
  'POST /api/requests/:id/cancel': anyone,
  'POST /api/requests/:id/confirm': anyone,
  'POST /api/requests/:id/answer': anyone,
  'POST /api/requests/:id/instruct': only('admin', 'approver'),
  'POST /api/requests/:id/take-over': only('admin', 'approver'),

  'GET /api/requests/:id/lists/:step': anyone,
  'POST /api/requests/:id/lists/:step/pause': only('admin', 'approver'),
  'POST /api/requests/:id/lists/:step/resume': only('admin', 'approver'),
  'POST /api/requests/:id/lists/:step/stop': only('admin', 'approver'),
  'POST /api/requests/:id/lists/:step/undo': only('admin', 'approver'),

  'GET /api/in-doubt': only('admin', 'approver', 'auditor', 'operator'),
  'POST /api/requests/:id/steps/:step/settle': only('admin', 'approver'),
  'POST /api/requests/:id/steps/:step/undo': only('admin', 'approver'),

  'GET /api/approvers': only('admin', 'approver', 'auditor'),
  'GET /api/approvals': only('admin', 'approver', 'auditor'),
  'GET /api/approvals/:id': only('admin', 'approver', 'auditor'),
  'GET /api/approvals/:id/rights': only('admin', 'approver', 'auditor'),
  'POST /api/approvals/:id/approve': only('admin', 'approver'),
  'POST /api/approvals/:id/reject': only('admin', 'approver'),
  'POST /api/approvals/:id/edit': only('admin', 'approver'),
  'POST /api/approvals/:id/take-out': only('admin', 'approver'),

  'GET /api/standing-approvals': only('admin', 'approver', 'auditor', 'operator'),
  'GET /api/standing-approvals/:id': only('admin', 'approver', 'auditor', 'operator'),
  'POST /api/standing-approvals': only('admin', 'approver'),
  'POST /api/standing-approvals/preview': only('admin', 'approver'),
  'POST /api/standing-approvals/reach': only('admin', 'approver'),
  'DELETE /api/standing-approvals/:id': only('admin', 'approver'),
  'GET /api/standing-approvals/:id/renewal': only('admin', 'approver', 'auditor', 'operator'),
  'POST /api/standing-approvals/:id/renewal': only('admin', 'approver'),
  'GET /api/stops': only('admin', 'approver', 'auditor', 'operator'),
  'POST /api/stops': only('admin'),
  'POST /api/stops/:id/resume': only('admin'),
  'GET /api/deputies': only('admin', 'approver', 'operator', 'auditor'),
  'POST /api/deputies': only('admin', 'approver'),
  'DELETE /api/deputies/:id': only('admin', 'approver'),
  'GET /api/autonomy': only('admin', 'approver', 'auditor', 'operator'),

  'GET /api/activity': only('admin', 'auditor', 'operator'),
  'POST /api/activity/of-person': only('admin', 'auditor'),
  'GET /api/activity/export': only('admin', 'auditor', 'operator'),
  'GET /api/activity/verify': only('admin', 'auditor', 'operator'),

  'GET /api/secrets': anyone,
  'POST /api/secrets/:id/reveal': anyone,
  'GET /secrets/:id': { sessions: ['browser'], roles: null, redirects: true },
  'POST /secrets/:id': { sessions: ['browser'], roles: null },

  'GET /api/connections': anyone,
  'DELETE /api/connections/:id': anyone,
  'GET /connect/:platform': anyone,

  'POST /api/policy/publish': only('admin', 'operator'),
  'GET /api/policy/history': only('admin', 'approver', 'operator', 'auditor'),
  'GET /api/policy/diff': only('admin', 'approver', 'operator', 'auditor'),
  'GET /api/policy/explain': only('admin', 'approver', 'operator', 'auditor'),
  'POST /api/policy/decide': only('admin', 'operator', 'auditor'),

  'POST /codec/decode': only('admin', 'operator', 'auditor'),
  'GET /render': { sessions: ['browser'], roles: ['operator', 'auditor'] },
  'GET /temporal': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'GET /temporal/': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'GET /temporal/*': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'HEAD /temporal': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'POST /temporal': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'HEAD /temporal/': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'POST /temporal/': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'HEAD /temporal/*': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
  'POST /temporal/*': {
    sessions: ['browser'],
    roles: ['operator', 'auditor'],
    redirects: true,
    installation: true,
  },
}
