import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, oktaId, userTarget } from './fields.ts'

export const oktaUserUpdateManager = defineAction({
  name: 'okta.user.update_manager',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ manager: oktaId('Okta user id of the new manager (00u…)') }),
  target: userTarget,
  targetType: 'user',
  objects: [{ param: 'manager', type: 'user', role: 'manager' }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: { by: 'okta.user.update_manager', note: 'write the former value back', back: formerValues },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'edit profiles (group, org or super administrator)',
  preconditions: ['the account is not deactivated', 'the attribute is owned by Okta, not by a directory'],
  events: ['user.account.update_profile'],
  call: 'POST /api/v1/users/{id} with profile.managerId and profile.manager alone',
  readBack: 'GET /api/v1/users/{id} has the given profile.managerId',
  help: 'Change who a user’s manager is. Approvals and access that follow the manager follow the new one.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, objects }) =>
    `make ${named(objects[0], 'the manager')} the manager of ${named(target, 'the user')}`,
})
