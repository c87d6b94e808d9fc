import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserCreateTemporaryAccessPass = defineAction({
  name: 'microsoft.user.create_temporary_access_pass',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({
    minutes: z.int().min(10).max(480).describe('how long it can be used, in minutes'),
    once: z.boolean().describe('whether it ends with its first use'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  handsOver: 'always',
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: {
    by: 'microsoft.user.delete_auth_method',
    note: 'type temporaryAccessPass; a pass that it replaced does not come back',
  },
  selfService: false,
  scopes: ['UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.Read.All'],
  adminRight:
    'authentication or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['the tenant’s policy has Temporary Access Pass for this user'],
  events: ['Admin registered security info'],
  call: 'POST /users/{id}/authentication/temporaryAccessPassMethods {lifetimeInMinutes, isUsableOnce}',
  readBack:
    'GET …/temporaryAccessPassMethods has one created since the intent; its value is never readable again',
  help: 'Make a Temporary Access Pass: a code by which a user without any usable method signs in and registers a new one. It replaces an earlier one; only the recipient named in the approval sees it.',
  returns: z.strictObject({
    method: z.string(),
    startsAt: z.string().nullable(),
    minutes: z.int(),
    once: z.boolean(),
  }),
  sentence: ({ target, params }) =>
    `make a Temporary Access Pass for ${named(target, 'the user')}, ${params.minutes} minutes${params.once ? ', to be used once' : ''}; whoever has it signs in as them`,
})
