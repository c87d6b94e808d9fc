import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, named, objectOf, scope, userId } from './fields.ts'

export const googleGroupRemoveMember = defineAction({
  name: 'google.group.remove_member',
  version: 1,
  platform: 'google',
  params: z.strictObject({ user: userId('Google user id of the member') }),
  target: groupTarget,
  targetType: 'group',
  objects: [{ param: 'user', type: 'user', role: 'member', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: {
    by: 'google.group.add_member',
    note: 'an owner or manager comes back as a plain member',
    back: sameIf({ role: 'MEMBER' }),
  },
  selfService: false,
  scopes: [scope('admin.directory.group.member')],
  adminRight:
    'update groups (GROUPS_UPDATE); a security group’s or one with an administrator role only by a super administrator',
  preconditions: ['a direct member'],
  events: ['REMOVE_GROUP_MEMBER'],
  call: 'DELETE /admin/directory/v1/groups/{id}/members/{user}',
  readBack: 'GET /admin/directory/v1/groups/{id}/members/{user} is 404',
  help: 'Remove a user from a group; rights that hang on the group go with it.',
  returns: z.strictObject({ member: z.boolean() }),
  sentence: ({ target, objects }) =>
    `remove ${named(objectOf(objects, 'member'), 'the user')} from the Google group ${named(target, 'unknown')}`,
})
