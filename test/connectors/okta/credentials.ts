import { expect } from 'vitest'
import { type Case, executive, forbidden, nobody, nobodyId, pushFactor, user } from './case.ts'

export const credentials = {
  'okta.user.reset_factors': {
    about: user(executive),
    fields: { factorsLeft: 0 },
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
    writes: {
      method: 'POST',
      path: (okta) => `/users/${executive(okta)}/lifecycle/reset_factors`,
      lost: 'yes',
      never: 'no',
      unfit: { about: user((okta) => okta.withStatus('DEPROVISIONED')), gets: 'platform_not_found' },
    },
  },
  'okta.user.reset_factor': {
    about: (okta) => ({ target: executive(okta), params: { factor: pushFactor(executive(okta)) } }),
    fields: { factorsLeft: expect.any(Number) },
    again: 'platform_not_found',
    weak: forbidden('Recruiter'),
    nobody: nobody({ factor: pushFactor(nobodyId) }),
    writes: {
      method: 'DELETE',
      path: (okta) => `/users/${executive(okta)}/factors/${pushFactor(executive(okta))}`,
      lost: 'yes',
      never: 'no',
      // Somebody else's factor is not one of theirs.
      unfit: {
        about: (okta) => ({
          target: executive(okta),
          params: { factor: pushFactor(okta.person('Recruiter').id) },
        }),
        gets: 'platform_not_found',
      },
    },
  },
  'okta.user.reset_password': {
    about: user(executive, { delivery: 'one_time_secret' }),
    fields: { status: 'RECOVERY', delivered: 'one_time_secret' },
    secret: /^http.*\/reset-password\/.+/,
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody({ delivery: 'one_time_secret' }),
    writes: {
      method: 'POST',
      path: (okta) => `/users/${executive(okta)}/lifecycle/reset_password`,
      lost: 'yes',
      never: 'no',
      unfit: {
        about: user((okta) => okta.withStatus('SUSPENDED'), { delivery: 'email' }),
        gets: 'platform_conflict',
      },
    },
  },
  'okta.user.expire_password': {
    about: user(executive, { temporary: 'one_time_secret' }),
    fields: { status: 'PASSWORD_EXPIRED' },
    secret: /^.{8,}$/,
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody({ temporary: 'none' }),
    writes: {
      method: 'POST',
      path: (okta) => `/users/${executive(okta)}/lifecycle/expire_password_with_temp_password`,
      lost: 'yes',
      never: 'no',
      unfit: {
        about: user((okta) => okta.withStatus('STAGED'), { temporary: 'one_time_secret' }),
        gets: 'platform_conflict',
      },
    },
  },
} satisfies Record<string, Case>
