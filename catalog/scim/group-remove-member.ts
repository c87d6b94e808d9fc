import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, named, scimId } from './fields.ts'

export const scimGroupRemoveMember = defineAction({
  name: 'scim.group.remove_member',
  version: 1,
  platform: 'scim',
  params: z.strictObject({ user: scimId('SCIM id of the member') }),
  target: groupTarget,
  targetType: 'group',
  objects: [{ param: 'user', type: 'user', role: 'member', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: {
    by: 'scim.group.add_member',
    note: 'what hung on the group comes back with it',
    back: sameIf({ member: true }),
  },
  selfService: false,
  scopes: ['scim.manage'],
  adminRight: 'change groups',
  preconditions: [],
  events: [],
  call: 'PATCH /scim/v2/Groups/{id}: remove members',
  readBack: 'GET /scim/v2/Groups/{id}?attributes=members no longer has the user',
  help: 'Remove a user from a group of the SCIM directory.',
  returns: z.strictObject({ member: z.boolean() }),
  sentence: ({ target, objects }) => `remove ${named(objects[0])} from the SCIM group ${named(target)}`,
})
