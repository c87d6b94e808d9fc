import { expect } from 'vitest'
import { forbidden } from '../every-action.ts'
import { type Case, executive, pushFactor, withStatus } from './case.ts'

export const credentials = {
  'okta.user.reset_factors': {
    target: executive,
    fields: { factorsLeft: 0 },
    again: 'same',
    weak: forbidden('Recruiter'),
    writes: {
      method: 'POST',
      path: (okta) => `/api/v1/users/${executive(okta)}/lifecycle/reset_factors`,
      unfit: { target: withStatus('DEPROVISIONED'), gets: 'platform_not_found' },
    },
  },
  'okta.user.reset_factor': {
    target: executive,
    params: (okta) => ({ factor: pushFactor(executive(okta)) }),
    fields: { factorsLeft: expect.any(Number) },
    again: 'platform_not_found',
    weak: forbidden('Recruiter'),
    writes: {
      method: 'DELETE',
      path: (okta) => `/api/v1/users/${executive(okta)}/factors/${pushFactor(executive(okta))}`,
      // Somebody else's factor is not one of theirs.
      unfit: {
        params: (okta) => ({ factor: pushFactor(okta.person('Recruiter').id) }),
        gets: 'platform_not_found',
      },
    },
  },
  'okta.user.reset_password': {
    target: executive,
    params: () => ({ delivery: 'one_time_secret' }),
    fields: { status: 'RECOVERY', delivered: 'one_time_secret' },
    secret: /^http.*\/reset-password\/.+/,
    again: 'same',
    weak: forbidden('Recruiter'),
    writes: {
      method: 'POST',
      path: (okta) => `/api/v1/users/${executive(okta)}/lifecycle/reset_password`,
      unfit: {
        target: withStatus('SUSPENDED'),
        params: () => ({ delivery: 'email' }),
        gets: 'platform_conflict',
      },
    },
  },
  'okta.user.expire_password': {
    target: executive,
    params: () => ({ temporary: 'one_time_secret' }),
    fields: { status: 'PASSWORD_EXPIRED' },
    secret: /^.{8,}$/,
    again: 'same',
    weak: forbidden('Recruiter'),
    writes: {
      method: 'POST',
      path: (okta) => `/api/v1/users/${executive(okta)}/lifecycle/expire_password_with_temp_password`,
      unfit: {
        target: withStatus('STAGED'),
        params: () => ({ temporary: 'one_time_secret' }),
        gets: 'platform_conflict',
      },
    },
  },
} satisfies Record<string, Case>
