import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserRevokeToken = defineAction({
  name: 'google.user.revoke_token',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    client: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,199}$/)
      .describe('client id of the app, from google.user.list_tokens'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [{ param: 'client', type: 'app', role: 'app', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user.security')],
  adminRight: 'manage user security (USER_SECURITY_ALL)',
  preconditions: ['the app has access'],
  events: ['REVOKE_3LO_TOKEN'],
  call: 'DELETE /admin/directory/v1/users/{id}/tokens/{client}',
  readBack: 'GET /admin/directory/v1/users/{id}/tokens no longer has the client',
  help: 'Take away the access that a user gave to a third-party app. Only they can give it again.',
  returns: z.strictObject({ revoked: z.literal(true) }),
  sentence: ({ target, params }) =>
    `take the access to the account of ${named(target, 'the user')} away from the app ${params.client}`,
})
