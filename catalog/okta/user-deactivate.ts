import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const oktaUserDeactivate = defineAction({
  name: 'okta.user.deactivate',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'critical',
  reversible: {
    by: 'okta.user.activate',
    note: 'gives back an account without its former applications and password',
  },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'deactivate users (group, org or super administrator)',
  preconditions: ['the account is not deactivated already'],
  events: ['user.lifecycle.deactivate'],
  call: 'POST /api/v1/users/{id}/lifecycle/deactivate?sendEmail=false',
  readBack: 'GET /api/v1/users/{id} has status DEPROVISIONED, or is on the way there',
  help: 'Deactivate an account for good: no sign-in, applications and password gone, accounts in applications may be removed too. For a person who has left; to bar sign-in for a while use suspend.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target }) =>
    `deactivate the Okta account of ${named(target, 'the user')}; applications and password are lost, accounts in applications may be removed`,
})
