import { z } from 'zod'
import { defineAction } from '../define.ts'
import { deletedUserTarget, named } from './fields.ts'

export const microsoftUserRestore = defineAction({
  name: 'microsoft.user.restore',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: deletedUserTarget,
  targetType: 'deleted_user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: ['User.DeleteRestore.All', 'User.Read.All'],
  adminRight:
    'user, authentication or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['deleted at most 30 days ago', 'no other account has taken its user principal name'],
  events: ['Restore user'],
  call: 'POST /directory/deletedItems/{id}/restore',
  readBack: 'GET /users/{id} finds the user again',
  help: 'Bring a deleted user back, with groups and licences, within 30 days.',
  returns: z.strictObject({ upn: z.string().nullable() }),
  sentence: ({ target }) => `bring back the deleted Microsoft 365 user ${named(target, 'unknown')}`,
})
