import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const oktaUserListApps = defineAction({
  name: 'okta.user.list_apps',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['apps'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: ['okta.users.read'],
  adminRight: 'see users',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/users/{id}/appLinks',
  readBack: 'a read',
  help: 'List the applications that a user sees on the dashboard, by assignment or through a group. Hidden ones are not shown.',
  returns: z.strictObject({
    apps: z.array(z.strictObject({ id: z.string(), name: z.string(), label: z.string() })),
  }),
  sentence: ({ target }) => `list the applications of ${named(target, 'the user')}`,
})
