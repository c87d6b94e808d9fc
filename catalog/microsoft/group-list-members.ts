import { z } from 'zod'
import { defineAction } from '../define.ts'
import { groupTarget, named } from './fields.ts'

export const microsoftGroupListMembers = defineAction({
  name: 'microsoft.group.list_members',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: groupTarget,
  targetType: 'group',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: ['GroupMember.Read.All', 'User.Read.All'],
  adminRight: 'see groups',
  preconditions: [],
  events: [],
  call: 'GET /groups/{id}/members?$select=…',
  readBack: 'a read',
  help: 'List the direct members of a group.',
  returns: z.strictObject({
    members: z.array(
      z.strictObject({
        id: z.string(),
        type: z.string(),
        name: z.string().nullable(),
        upn: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ target }) => `list the members of the group ${named(target, 'unknown')}`,
})
