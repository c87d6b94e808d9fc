import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, oktaId, userTarget } from './fields.ts'

export const oktaUserResetFactor = defineAction({
  name: 'okta.user.reset_factor',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ factor: oktaId('id of one of the user’s factors, from okta.user.list_factors') }),
  target: userTarget,
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
  preconditions: ['the account is not deactivated', 'the factor is enrolled'],
  events: ['user.mfa.factor.deactivate'],
  call: 'DELETE /api/v1/users/{id}/factors/{factor}',
  readBack: 'GET /api/v1/users/{id}/factors no longer has it',
  help: 'Remove one enrolled MFA factor of a user. Removing Okta Verify’s push removes its codes as well.',
  returns: z.strictObject({ factorsLeft: z.int().min(0) }),
  sentence: ({ target, params }) =>
    `remove the MFA factor ${params.factor} of ${named(target, 'the user')}; they enrol it anew; cannot be taken back`,
})
