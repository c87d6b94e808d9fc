import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { line, named, userTarget } from './fields.ts'

export const oktaUserUpdateDepartment = defineAction({
  name: 'okta.user.update_department',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ department: line(100, 'the new department') }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: { by: 'okta.user.update_department', note: 'write the former value back', back: formerValues },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'edit profiles (group, org or super administrator)',
  preconditions: ['the account is not deactivated', 'the attribute is owned by Okta, not by a directory'],
  events: ['user.account.update_profile'],
  call: 'POST /api/v1/users/{id} with profile.department alone',
  readBack: 'GET /api/v1/users/{id} has the given value',
  help: 'Change the department of a user. Policy and group rules may follow it.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change the department of ${named(target, 'the user')} to “${params.department}”; policy and group rules may follow it`,
})
