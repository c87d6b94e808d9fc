import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const scimUserGet = defineAction({
  name: 'scim.user.get',
  version: 1,
  platform: 'scim',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: ['scim.read'],
  adminRight: 'see users',
  preconditions: [],
  events: [],
  call: 'GET /scim/v2/Users/{id}',
  readBack: 'a read',
  help: 'Look at one user of the SCIM directory: name, department, whether the account is active.',
  returns: z.strictObject({
    id: z.string(),
    userName: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    department: z.string().nullable(),
    active: z.boolean(),
  }),
  sentence: ({ target }) => `look at the SCIM user ${named(target)}`,
})
