import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const scimUserActivate = defineAction({
  name: 'scim.user.activate',
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
    by: 'scim.user.deactivate',
    note: 'the account is kept as it was',
    back: sameIf({ active: false }),
  },
  selfService: false,
  scopes: ['scim.manage'],
  adminRight: 'change users',
  preconditions: [],
  events: [],
  call: 'PATCH /scim/v2/Users/{id}: replace active with true',
  readBack: 'GET /scim/v2/Users/{id} has active true',
  help: 'Let an account of the SCIM directory sign in again.',
  returns: z.strictObject({ active: z.boolean() }),
  sentence: ({ target }) => `activate the SCIM account of ${named(target)}`,
})
