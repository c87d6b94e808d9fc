import { z } from 'zod'
import { defineAction } from '../define.ts'
import { groupTarget, named, scope } from './fields.ts'

export const googleGroupListMembers = defineAction({
  name: 'google.group.list_members',
  version: 1,
  platform: 'google',
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
  scopes: [scope('admin.directory.group.member.readonly')],
  adminRight: 'read groups (GROUPS_RETRIEVE)',
  preconditions: [],
  events: [],
  call: 'GET /admin/directory/v1/groups/{id}/members',
  readBack: 'a read',
  help: 'List the direct members of a group with their roles, at most 1000.',
  returns: z.strictObject({
    members: z.array(
      z.strictObject({ id: z.string(), email: z.string().nullable(), role: z.string(), type: z.string() }),
    ),
  }),
  sentence: ({ target }) => `list the members of the Google group ${named(target, 'unknown')}`,
})
