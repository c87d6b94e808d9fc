import { z } from 'zod'
import { defineAction } from '../define.ts'
import { groupTarget, named } from './fields.ts'

export const oktaGroupListMembers = defineAction({
  name: 'okta.group.list_members',
  version: 1,
  platform: 'okta',
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
  scopes: ['okta.groups.read'],
  adminRight: 'see groups and users',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/groups/{id}/users',
  readBack: 'a read',
  help: 'List the members of a group, at most 1000.',
  returns: z.strictObject({
    members: z.array(
      z.strictObject({ id: z.string(), login: z.string(), name: z.string(), status: z.string() }),
    ),
  }),
  sentence: ({ target }) => `list the members of the Okta group ${named(target, 'unknown')}`,
})
