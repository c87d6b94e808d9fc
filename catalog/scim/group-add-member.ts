import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { groupTarget, named, scimId } from './fields.ts'

export const scimGroupAddMember = defineAction({
  name: 'scim.group.add_member',
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
    by: 'scim.group.remove_member',
    note: 'what hung on the group goes with it',
    back: sameIf({ member: false }),
  },
  selfService: false,
  scopes: ['scim.manage'],
  adminRight: 'change groups',
  preconditions: [],
  events: [],
  call: 'PATCH /scim/v2/Groups/{id}: add members',
  readBack: 'GET /scim/v2/Groups/{id}?attributes=members has the user',
  help: 'Add a user to a group of the SCIM directory.',
  returns: z.strictObject({ member: z.boolean() }),
  sentence: ({ target, objects }) => `add ${named(objects[0])} to the SCIM group ${named(target)}`,
})
