import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, named, objectOf, scope, userId } from './fields.ts'

export const googleGroupAddMember = defineAction({
  name: 'google.group.add_member',
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
    by: 'google.group.remove_member',
    note: 'mail sent meanwhile has reached them',
    back: sameIf({ role: null }),
  },
  selfService: false,
  scopes: [scope('admin.directory.group.member')],
  adminRight:
    'update groups (GROUPS_UPDATE); a security group’s or one with an administrator role only by a super administrator',
  preconditions: ['not a member yet'],
  events: ['ADD_GROUP_MEMBER'],
  call: 'POST /admin/directory/v1/groups/{id}/members {id, role: MEMBER}',
  readBack: 'GET /admin/directory/v1/groups/{id}/members/{user} finds it',
  help: 'Add a user to a group as a plain member; mail, files and rights that hang on the group come with it.',
  returns: z.strictObject({ member: z.boolean() }),
  sentence: ({ target, objects }) =>
    `add ${named(objectOf(objects, 'member'), 'the user')} to the Google group ${named(target, 'unknown')}`,
})
