import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, named, oktaId } from './fields.ts'

export const oktaGroupAddMember = defineAction({
  name: 'okta.group.add_member',
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
    by: 'okta.group.remove_member',
    note: 'a group rule may add them again',
    back: sameIf({ member: false }),
  },
  selfService: false,
  scopes: ['okta.groups.manage', 'okta.users.read'],
  adminRight:
    'change members of groups (group membership, group, org or super administrator; super alone where the group carries an admin role)',
  preconditions: ['the group is Okta’s own (OKTA_GROUP), not Everyone and not an application’s'],
  events: ['group.user_membership.add'],
  call: 'PUT /api/v1/groups/{id}/users/{user}',
  readBack: 'GET /api/v1/users/{user}/groups has the group',
  help: 'Add a user to a group; applications and rights that hang on the group come with it.',
  returns: z.strictObject({ member: z.boolean() }),
  sentence: ({ target, objects }) =>
    `add ${named(objects[0], 'the user')} to the Okta group ${named(target, 'unknown')}`,
})
