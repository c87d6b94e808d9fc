import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { line, named, userTarget } from './fields.ts'

export const microsoftUserUpdateDepartment = defineAction({
  name: 'microsoft.user.update_department',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ department: line(64, 'the new department') }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: {
    by: 'microsoft.user.update_department',
    note: 'write the former values back',
    back: formerValues,
  },
  selfService: false,
  scopes: ['User.ReadWrite.All'],
  adminRight: 'user administrator',
  preconditions: ['the account is mastered in Entra, not synchronised from a local directory'],
  events: ['Update user'],
  call: 'PATCH /users/{id} {department}',
  readBack: 'GET /users/{id} has the given department',
  help: 'Change the department of a user. Policy, dynamic groups and routing follow it.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change the department of ${named(target, 'the user')} to “${params.department}”; rules that follow the department follow the new one`,
})
