import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const scimUserDeactivate = defineAction({
  name: 'scim.user.deactivate',
  version: 1,
  platform: 'scim',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: {
    by: 'scim.user.activate',
    note: 'the account is kept as it was',
    back: sameIf({ active: true }),
  },
  selfService: false,
  scopes: ['scim.manage'],
  adminRight: 'change users',
  preconditions: [],
  events: [],
  call: 'PATCH /scim/v2/Users/{id}: replace active with false',
  readBack: 'GET /scim/v2/Users/{id} has active false',
  help: 'Bar an account of the SCIM directory from signing in; it is kept, and can be activated again.',
  returns: z.strictObject({ active: z.boolean() }),
  sentence: ({ target }) => `deactivate the SCIM account of ${named(target)}`,
})
