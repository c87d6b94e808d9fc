import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserResetPassword = defineAction({
  name: 'microsoft.user.reset_password',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  handsOver: 'always',
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: ['User-PasswordProfile.ReadWrite.All', 'User.Read.All'],
  adminRight:
    'password, helpdesk, authentication, user or privileged authentication administrator; the target’s own roles decide which',
  preconditions: [
    'the account is mastered in Entra, not synchronised from a local directory',
    'the account is not federated',
  ],
  events: ['Reset password', 'Reset user password', 'Update user'],
  call: 'PATCH /users/{id} {passwordProfile: {password, forceChangePasswordNextSignIn: true}}',
  readBack:
    'GET /users/{id} has lastPasswordChangeDateTime since the intent; a password lost on the way is not readable again',
  help: 'Set a new random password that must be changed at the next sign-in. The old one stops working; only the recipient named in the approval sees the new one.',
  returns: z.strictObject({ mustChange: z.literal(true) }),
  sentence: ({ target }) =>
    `set a new random password for ${named(target, 'the user')}, to be changed at the next sign-in; it goes to the recipient named here`,
})
