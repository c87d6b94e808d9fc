import { z } from 'zod'
import { defineAction } from '../define.ts'
import { address, line } from './fields.ts'

export const oktaUserCreate = defineAction({
  name: 'okta.user.create',
  version: 1,
  platform: 'okta',
  params: z.strictObject({
    login: address('the new login; unique in the organization'),
    email: address('the primary e-mail address').optional(),
    firstName: line(50, 'first name'),
    lastName: line(50, 'last name'),
    title: line(100, 'job title').optional(),
    department: line(100, 'department').optional(),
  }),
  target: null,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: { by: 'okta.user.deactivate', note: 'nobody can have signed in before it is activated' },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'create users (group, org or super administrator)',
  preconditions: ['nobody has this login, ignoring case and accents'],
  events: ['user.lifecycle.create'],
  call: 'POST /api/v1/users?activate=false',
  readBack:
    'GET /api/v1/users/{login} finds a user made since the intent; none, or one made before, means that it did not happen',
  help: 'Create an account that is STAGED: no password, no groups, no applications, no sign-in until okta.user.activate.',
  returns: z.strictObject({ id: z.string(), status: z.string() }),
  sentence: ({ params }) =>
    `create the Okta account ${params.login} for ${params.firstName} ${params.lastName}; no sign-in until it is activated`,
})
