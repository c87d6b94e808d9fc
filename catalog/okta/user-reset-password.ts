import { z } from 'zod'
import { defineAction } from '../define.ts'
import { delivery, named, userTarget } from './fields.ts'

export const oktaUserResetPassword = defineAction({
  name: 'okta.user.reset_password',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ delivery }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  handsOver: { delivery: 'one_time_secret' },
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: ['okta.users.manage', 'okta.logs.read'],
  adminRight: 'reset passwords of users (help desk, group, org or super administrator)',
  preconditions: ['the account is active', 'its password is owned by Okta, not by a directory'],
  events: ['user.account.reset_password'],
  call: 'POST /api/v1/users/{id}/lifecycle/reset_password?sendEmail=true|false&revokeSessions=false',
  readBack:
    'GET /api/v1/users/{id} has status RECOVERY since the intent, or the System Log has user.account.reset_password since; a link that was lost on the way is not readable again',
  help: 'Reset a password: the old one stops working, and the person chooses a new one through a link. Until then they cannot sign in.',
  returns: z.strictObject({ status: z.string(), delivered: delivery }),
  sentence: ({ target, params }) =>
    `reset the password of ${named(target, 'the user')}; ${params.delivery === 'email' ? 'Okta mails them a link' : 'a one-time link goes to the recipient named here'}; no sign-in until a new one is chosen`,
})
