import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const oktaUserExpirePassword = defineAction({
  name: 'okta.user.expire_password',
  version: 1,
  platform: 'okta',
  params: z.strictObject({
    temporary: z
      .enum(['none', 'one_time_secret'])
      .describe(
        '`none`: they sign in with the old password once more and choose a new one; `one_time_secret`: a temporary password replaces it, for the recipient that the approval names',
      ),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  handsOver: { temporary: 'one_time_secret' },
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: ['okta.users.manage', 'okta.logs.read'],
  adminRight: 'reset passwords of users (help desk, group, org or super administrator)',
  preconditions: [
    'the account is active, or its password is expired',
    'its password is owned by Okta, not by a directory',
  ],
  events: ['user.account.expire_password'],
  call: 'POST /api/v1/users/{id}/lifecycle/expire_password, or …/expire_password_with_temp_password?revokeSessions=false',
  readBack:
    'GET /api/v1/users/{id} has status PASSWORD_EXPIRED; with a temporary password the System Log must have user.account.expire_password since the intent as well; a password that was lost on the way is not readable again',
  help: 'Expire a password: the person must choose a new one at the next sign-in, with the old one or with a temporary one.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target, params }) =>
    `expire the password of ${named(target, 'the user')}; ${params.temporary === 'none' ? 'they choose a new one at the next sign-in' : 'a temporary one replaces it and goes to the recipient named here'}`,
})
