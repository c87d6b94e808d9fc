import { z } from 'zod'
import { defineAction } from '../define.ts'

export const oktaUserResetFactors = defineAction({
  name: 'okta.user.reset_factors',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: { type: 'user', describe: 'Okta user id (00u…)' },
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'reset factors of users (help desk, group, org or super administrator)',
  preconditions: ['the account is not deactivated'],
  events: ['user.mfa.factor.reset_all'],
  call: 'POST /api/v1/users/{id}/lifecycle/reset_factors',
  readBack:
    'GET /api/v1/users/{id}/factors is empty, and the System Log has user.mfa.factor.reset_all since the intent',
  help: 'Remove every enrolled MFA factor of a user, so that they enrol anew at the next sign-in. For a lost or broken phone.',
  returns: z.strictObject({ factorsLeft: z.int().min(0) }),
  sentence: ({ target }) =>
    `remove all MFA factors of ${target?.email ?? 'the user'} (${target?.id ?? 'unknown'}); they enrol anew at the next sign-in; cannot be taken back`,
})
