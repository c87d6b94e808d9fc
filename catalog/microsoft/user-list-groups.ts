import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserListGroups = defineAction({
  name: 'microsoft.user.list_groups',
  version: 1,
  platform: 'microsoft',
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
  selfService: true,
  scopes: ['GroupMember.Read.All', 'User.Read.All'],
  adminRight: 'see groups',
  preconditions: [],
  events: [],
  call: 'GET /users/{id}/transitiveMemberOf?$select=…',
  readBack: 'a read',
  help: 'List the groups that a user belongs to, also through other groups.',
  returns: z.strictObject({
    groups: z.array(
      z.strictObject({ id: z.string(), name: z.string(), kind: z.string(), roleAssignable: z.boolean() }),
    ),
  }),
  sentence: ({ target }) => `list the groups of ${named(target, 'the user')}`,
})
