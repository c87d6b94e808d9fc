import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserDisable = defineAction({
  name: 'microsoft.user.disable',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: {
    by: 'microsoft.user.enable',
    note: 'groups, licences and mail are kept meanwhile',
    back: sameIf({ enabled: true }),
  },
  selfService: false,
  scopes: ['User.EnableDisableAccount.All', 'User.Read.All'],
  adminRight:
    'user, authentication or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['the account is mastered in Entra, not synchronised from a local directory'],
  events: ['Disable account'],
  call: 'PATCH /users/{id} {accountEnabled: false}',
  readBack: 'GET /users/{id} has accountEnabled false',
  help: 'Bar an account from signing in; groups, licences and mail are kept. Sessions that stand go on until they expire: revoke them too.',
  returns: z.strictObject({ enabled: z.literal(false) }),
  sentence: ({ target }) =>
    `bar ${named(target, 'the user')} from signing in to Microsoft 365 until enabled again`,
})
