import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, guid, named } from './fields.ts'

export const microsoftGroupRemoveMember = defineAction({
  name: 'microsoft.group.remove_member',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ user: guid('Entra object id of the member') }),
  target: groupTarget,
  targetType: 'group',
  objects: [{ param: 'user', type: 'user', role: 'member', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 15_000,
  risk: 'high',
  reversible: {
    by: 'microsoft.group.add_member',
    note: 'licences that came with it may be taken meanwhile',
    back: sameIf({ member: true }),
  },
  selfService: false,
  scopes: ['GroupMember.ReadWrite.All', 'User.Read.All'],
  adminRight:
    'groups or user administrator, or owner of the group; a role-assignable group: privileged role administrator',
  preconditions: [
    'the group is not dynamic, not synchronised and not mail-enabled security',
    'the user is a direct member',
  ],
  events: ['Remove member from group'],
  call: 'DELETE /groups/{id}/members/{user}/$ref',
  readBack: 'GET /users/{user}/memberOf has the group no more',
  help: 'Take a user out of a group; applications, licences and rights that hang on the group go.',
  returns: z.strictObject({ member: z.literal(false) }),
  sentence: ({ target, objects }) =>
    `take ${named(objects[0], 'the user')} out of the group ${named(target, 'unknown')}`,
})
