import { expect } from 'vitest'
import type { SandboxOkta } from '../support/sandbox-okta.ts'
import { forbidden } from '../every-action.ts'
import { type Case, executive, withStatus } from './case.ts'

const lifecycle = (id: (okta: SandboxOkta) => string, operation: string) => (okta: SandboxOkta) =>
  `/api/v1/users/${id(okta)}/lifecycle/${operation}`

export const lifecycles = {
  'okta.user.create': {
    params: () => ({
      login: 'new.person@acme.example',
      firstName: 'Nova',
      lastName: 'Person',
      department: 'Sales',
    }),
    fields: { id: expect.stringMatching(/^00u/), status: 'STAGED' },
    again: 'platform_invalid',
    weak: forbidden('Service Desk Lead'),
    writes: {
      method: 'POST',
      path: () => '/api/v1/users',
      unfit: {
        // Somebody has that login already; Okta makes nothing of its case.
        params: (okta) => ({
          login: okta.person('Recruiter').login.toUpperCase(),
          firstName: 'No',
          lastName: 'Body',
        }),
        gets: 'platform_invalid',
      },
    },
  },
  'okta.user.activate': {
    target: withStatus('STAGED'),
    params: () => ({ delivery: 'one_time_secret' }),
    fields: { status: 'PROVISIONED', delivered: 'one_time_secret' },
    secret: /^http.*\/welcome\/.+/,
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    writes: {
      method: 'POST',
      path: lifecycle(withStatus('STAGED'), 'activate'),
      unfit: { target: executive, params: () => ({ delivery: 'email' }), gets: 'platform_conflict' },
    },
  },
  'okta.user.deactivate': {
    target: executive,
    fields: { status: 'DEPROVISIONED' },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    writes: {
      method: 'POST',
      path: lifecycle(executive, 'deactivate'),
      unfit: { target: withStatus('DEPROVISIONED'), gets: 'platform_conflict' },
    },
  },
  'okta.user.suspend': {
    target: executive,
    fields: { status: 'SUSPENDED' },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    writes: {
      method: 'POST',
      path: lifecycle(executive, 'suspend'),
      unfit: { target: withStatus('STAGED'), gets: 'platform_conflict' },
    },
  },
  'okta.user.unsuspend': {
    target: withStatus('SUSPENDED'),
    fields: { status: 'ACTIVE' },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    writes: {
      method: 'POST',
      path: lifecycle(withStatus('SUSPENDED'), 'unsuspend'),
      unfit: { target: executive, gets: 'platform_conflict' },
    },
  },
  'okta.user.unlock': {
    target: withStatus('LOCKED_OUT'),
    fields: { status: 'ACTIVE' },
    again: 'platform_conflict',
    weak: forbidden('Recruiter'),
    writes: {
      method: 'POST',
      path: lifecycle(withStatus('LOCKED_OUT'), 'unlock'),
      unfit: { target: executive, gets: 'platform_conflict' },
    },
  },
  'okta.user.clear_sessions': {
    target: executive,
    fields: { cleared: true },
    again: 'same',
    weak: forbidden('Recruiter'),
    writes: {
      method: 'DELETE',
      path: (okta) => `/api/v1/users/${executive(okta)}/sessions`,
      never: 'cannot_tell',
      unfit: null,
    },
  },
} satisfies Record<string, Case>
