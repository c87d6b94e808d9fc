import { z } from 'zod'
import { defineAction } from '../define.ts'
import { scope, searchText } from './fields.ts'

export const googleUserFind = defineAction({
  name: 'google.user.find',
  version: 1,
  platform: 'google',
  params: z.strictObject({ text: searchText('an e-mail address or alias, or a name, or the words of one') }),
  target: null,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user.readonly')],
  adminRight: 'read users (USERS_RETRIEVE)',
  preconditions: [],
  events: [],
  call: "GET /admin/directory/v1/users?customer=my_customer&query=email='…' or name:'…'",
  readBack: 'a read',
  help: 'Find users by e-mail address, alias or name, at most 25. Several hits mean that it is ambiguous: ask, never pick. The search lags behind changes.',
  returns: z.strictObject({
    users: z.array(
      z.strictObject({
        id: z.string(),
        email: z.string(),
        name: z.string(),
        department: z.string().nullable(),
        status: z.string(),
      }),
    ),
  }),
  sentence: ({ params }) => `find Google users by ${params.text}`,
})
