import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserAddAlias = defineAction({
  name: 'google.user.add_alias',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    alias: z.email().max(320).describe('the further address, of a domain of the organization'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user.alias')],
  adminRight: 'add aliases (USERS_ADD_NICKNAME)',
  preconditions: ['the address is free', 'at most 30 aliases'],
  events: ['ADD_NICKNAME'],
  call: 'POST /admin/directory/v1/users/{id}/aliases {alias}',
  readBack: 'GET /admin/directory/v1/users/{id}/aliases has the address',
  help: 'Give a user a further address; mail to it reaches them, and they are found by it.',
  returns: z.strictObject({ alias: z.string() }),
  sentence: ({ target, params }) => `give ${named(target, 'the user')} the further address ${params.alias}`,
})
