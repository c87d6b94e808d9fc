import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserListAuthMethods = defineAction({
  name: 'microsoft.user.list_auth_methods',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['methods'],
  settlesMs: 0,
  risk: 'medium',
  reversible: null,
  selfService: true,
  scopes: ['UserAuthenticationMethod.Read.All'],
  adminRight: 'authentication or privileged authentication administrator, or global reader',
  preconditions: [],
  events: [],
  call: 'GET /users/{id}/authentication/methods',
  readBack: 'a read',
  help: 'List the sign-in methods of a user: phones, Authenticator, passkeys, software tokens, passes. Telephone numbers are not shown.',
  returns: z.strictObject({
    methods: z.array(
      z.strictObject({
        id: z.string(),
        type: z.string(),
        label: z.string().nullable(),
        created: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ target }) => `list the sign-in methods of ${named(target, 'the user')}`,
})
