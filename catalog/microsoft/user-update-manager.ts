import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { guid, named, userTarget } from './fields.ts'

export const microsoftUserUpdateManager = defineAction({
  name: 'microsoft.user.update_manager',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ manager: guid('Entra object id of the new manager') }),
  target: userTarget,
  targetType: 'user',
  objects: [{ param: 'manager', type: 'user', role: 'manager' }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: {
    by: 'microsoft.user.update_manager',
    note: 'write the former values back',
    back: formerValues,
  },
  selfService: false,
  scopes: ['User.ReadWrite.All'],
  adminRight: 'user administrator',
  preconditions: ['the account is mastered in Entra, not synchronised from a local directory'],
  events: ['Set user manager', 'Update user'],
  call: 'PUT /users/{id}/manager/$ref',
  readBack: 'GET /users/{id}/manager has the given id',
  help: 'Change who a user’s manager is. Approvals and access that follow the manager follow the new one.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, objects }) =>
    `make ${named(objects[0], 'the manager')} the manager of ${named(target, 'the user')}`,
})
