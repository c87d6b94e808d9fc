import { z } from 'zod'
import { defineAction } from '../define.ts'

export const scimGroupList = defineAction({
  name: 'scim.group.list',
  version: 1,
  platform: 'scim',
  params: z.strictObject({}),
  target: null,
  targetType: 'group',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: ['scim.read'],
  adminRight: 'see groups',
  preconditions: [],
  events: [],
  call: 'GET /scim/v2/Groups?attributes=displayName',
  readBack: 'a read',
  help: 'List the groups of the SCIM directory, at most 500.',
  returns: z.strictObject({ groups: z.array(z.strictObject({ id: z.string(), name: z.string() })) }),
  sentence: () => 'list the groups of the SCIM directory',
})
