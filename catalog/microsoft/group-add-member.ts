import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, guid, named } from './fields.ts'

export const microsoftGroupAddMember = defineAction({
  name: 'microsoft.group.add_member',
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
    by: 'microsoft.group.remove_member',
    note: 'what came with the membership goes with it',
    back: sameIf({ member: false }),
  },
  selfService: false,
  scopes: ['GroupMember.ReadWrite.All', 'User.Read.All'],
  adminRight:
    'groups or user administrator, or owner of the group; a role-assignable group: privileged role administrator',
  preconditions: [
    'the group is not dynamic, not synchronised and not mail-enabled security',
    'the user is not a member',
  ],
  events: ['Add member to group'],
  call: 'POST /groups/{id}/members/$ref {@odata.id}',
  readBack: 'GET /users/{user}/memberOf has the group',
  help: 'Add a user to a group; applications, licences and rights that hang on the group come with it.',
  returns: z.strictObject({ member: z.literal(true) }),
  sentence: ({ target, objects }) =>
    `add ${named(objects[0], 'the user')} to the group ${named(target, 'unknown')}`,
})
