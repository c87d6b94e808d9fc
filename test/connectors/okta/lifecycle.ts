import { expect } from 'vitest'
import type { SandboxOkta } from '../support/sandbox-okta.ts'
import { type Case, executive, forbidden, nobody, user } from './case.ts'

const withStatus = (status: Parameters<SandboxOkta['withStatus']>[0]) => (okta: SandboxOkta) =>
  okta.withStatus(status)
const lifecycle = (id: (okta: SandboxOkta) => string, operation: string) => (okta: SandboxOkta) =>
  `/users/${id(okta)}/lifecycle/${operation}`

export const lifecycles = {
  'okta.user.create': {
    about: () => ({
      target: null,
      params: {
        login: 'new.person@acme.example',
        firstName: 'Nova',
        lastName: 'Person',
        department: 'Sales',
      },
    }),
    fields: { id: expect.stringMatching(/^00u/), status: 'STAGED' },
    again: 'platform_invalid',
    weak: forbidden('Service Desk Lead'),
    nobody: null,
    writes: {
      method: 'POST',
      path: () => '/users',
      lost: 'yes',
      never: 'no',
      unfit: {
        // Somebody has that login already; Okta makes nothing of its case.
        about: (okta) => ({
          target: null,
          params: { login: okta.person('Recruiter').login.toUpperCase(), firstName: 'No', lastName: 'Body' },
        }),
        gets: 'platform_invalid',
      },
    },
  },
  'okta.user.activate': {
    about: user(withStatus('STAGED'), { delivery: 'one_time_secret' }),
    fields: { status: 'PROVISIONED', delivered: 'one_time_secret' },
    secret: /^http.*\/welcome\/.+/,
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    nobody: nobody({ delivery: 'email' }),
    writes: {
      method: 'POST',
      path: lifecycle(withStatus('STAGED'), 'activate'),
      lost: 'yes',
      never: 'no',
      unfit: { about: user(executive, { delivery: 'email' }), gets: 'platform_conflict' },
    },
  },
  'okta.user.deactivate': {
    about: user(executive),
    fields: { status: 'DEPROVISIONED' },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    nobody: nobody(),
    writes: {
      method: 'POST',
      path: lifecycle(executive, 'deactivate'),
      lost: 'yes',
      never: 'no',
      unfit: { about: user(withStatus('DEPROVISIONED')), gets: 'platform_conflict' },
    },
  },
  'okta.user.suspend': {
    about: user(executive),
    fields: { status: 'SUSPENDED' },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    nobody: nobody(),
    writes: {
      method: 'POST',
      path: lifecycle(executive, 'suspend'),
      lost: 'yes',
      never: 'no',
      unfit: { about: user(withStatus('STAGED')), gets: 'platform_conflict' },
    },
  },
  'okta.user.unsuspend': {
    about: user(withStatus('SUSPENDED')),
    fields: { status: 'ACTIVE' },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    nobody: nobody(),
    writes: {
      method: 'POST',
      path: lifecycle(withStatus('SUSPENDED'), 'unsuspend'),
      lost: 'yes',
      never: 'no',
      unfit: { about: user(executive), gets: 'platform_conflict' },
    },
  },
  'okta.user.unlock': {
    about: user(withStatus('LOCKED_OUT')),
    fields: { status: 'ACTIVE' },
    again: 'platform_conflict',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
    writes: {
      method: 'POST',
      path: lifecycle(withStatus('LOCKED_OUT'), 'unlock'),
      lost: 'yes',
      never: 'no',
      unfit: { about: user(executive), gets: 'platform_conflict' },
    },
  },
  'okta.user.clear_sessions': {
    about: user(executive),
    fields: { cleared: true },
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
    writes: {
      method: 'DELETE',
      path: (okta) => `/users/${executive(okta)}/sessions`,
      lost: 'yes',
      never: 'cannot_tell',
      unfit: null,
    },
  },
} satisfies Record<string, Case>
