import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, named, oktaId } from './fields.ts'

export const oktaGroupRemoveMember = defineAction({
  name: 'okta.group.remove_member',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ user: oktaId('Okta user id of the member (00u…)') }),
  target: groupTarget,
  targetType: 'group',
  objects: [{ param: 'user', type: 'user', role: 'member', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: {
    by: 'okta.group.add_member',
    note: 'access that hung on the group comes back with it',
    back: sameIf({ member: true }),
  },
  selfService: false,
  scopes: ['okta.groups.manage', 'okta.users.read'],
  adminRight:
    'change members of groups (group membership, group, org or super administrator; super alone where the group carries an admin role)',
  preconditions: ['the group is Okta’s own (OKTA_GROUP), not Everyone and not an application’s'],
  events: ['group.user_membership.remove'],
  call: 'DELETE /api/v1/groups/{id}/users/{user}',
  readBack: 'GET /api/v1/users/{user}/groups no longer has the group',
  help: 'Remove a user from a group; applications and rights that hang on the group go with it. A group rule may add them again.',
  returns: z.strictObject({ member: z.boolean() }),
  sentence: ({ target, objects }) =>
    `remove ${named(objects[0], 'the user')} from the Okta group ${named(target, 'unknown')}`,
})
