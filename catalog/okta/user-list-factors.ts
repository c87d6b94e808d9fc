import { z } from 'zod'
import { defineAction } from '../define.ts'

export const oktaUserListFactors = defineAction({
  name: 'okta.user.list_factors',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: { type: 'user', describe: 'Okta user id (00u…)' },
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['factors'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: ['okta.users.read'],
  adminRight: 'see users',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/users/{id}/factors',
  readBack: 'a read',
  help: 'List the MFA factors that a user has enrolled.',
  returns: z.strictObject({
    factors: z.array(
      z.strictObject({
        id: z.string(),
        type: z.string(),
        provider: z.string(),
        status: z.string(),
        created: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ target }) =>
    `list the MFA factors of ${target?.email ?? 'the user'} (${target?.id ?? 'unknown'})`,
})
