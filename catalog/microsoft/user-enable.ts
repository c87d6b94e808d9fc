import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserEnable = defineAction({
  name: 'microsoft.user.enable',
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
    by: 'microsoft.user.disable',
    note: 'sign-in is barred again',
    back: sameIf({ enabled: false }),
  },
  selfService: false,
  scopes: ['User.EnableDisableAccount.All', 'User.Read.All'],
  adminRight:
    'user, authentication or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['the account is mastered in Entra, not synchronised from a local directory'],
  events: ['Enable account'],
  call: 'PATCH /users/{id} {accountEnabled: true}',
  readBack: 'GET /users/{id} has accountEnabled true',
  help: 'Allow a disabled account to sign in again.',
  returns: z.strictObject({ enabled: z.literal(true) }),
  sentence: ({ target }) => `enable sign-in for ${named(target, 'the user')}`,
})
