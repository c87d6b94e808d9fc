import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserListGroups = defineAction({
  name: 'google.user.list_groups',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['groups'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.group.readonly')],
  adminRight: 'read groups (GROUPS_RETRIEVE)',
  preconditions: [],
  events: [],
  call: 'GET /admin/directory/v1/groups?userKey={id}',
  readBack: 'a read',
  help: 'List the groups that a user is a direct member of.',
  returns: z.strictObject({
    groups: z.array(z.strictObject({ id: z.string(), email: z.string(), name: z.string() })),
  }),
  sentence: ({ target }) => `list the groups of ${named(target, 'the user')}`,
})
