import { z } from 'zod'
import { defineAction } from '../define.ts'

export const oktaUserListGroups = defineAction({
  name: 'okta.user.list_groups',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: { type: 'user', describe: 'Okta user id (00u…)' },
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['groups'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: ['okta.users.read'],
  adminRight: 'see groups',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/users/{id}/groups',
  readBack: 'a read',
  help: 'List the groups that a user belongs to.',
  returns: z.strictObject({
    groups: z.array(z.strictObject({ id: z.string(), name: z.string(), type: z.string() })),
  }),
  sentence: ({ target }) => `list the groups of ${target?.email ?? 'the user'} (${target?.id ?? 'unknown'})`,
})
