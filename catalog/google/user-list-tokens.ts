import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserListTokens = defineAction({
  name: 'google.user.list_tokens',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user.security')],
  adminRight: 'manage user security (USER_SECURITY_ALL)',
  preconditions: [],
  events: [],
  call: 'GET /admin/directory/v1/users/{id}/tokens',
  readBack: 'a read',
  help: 'List the third-party apps that a user has given access to their account.',
  returns: z.strictObject({
    tokens: z.array(z.strictObject({ clientId: z.string(), app: z.string(), scopes: z.array(z.string()) })),
  }),
  sentence: ({ target }) => `list the apps that ${named(target, 'the user')} gave access to`,
})
