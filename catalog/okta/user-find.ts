import { z } from 'zod'
import { defineAction } from '../define.ts'

export const oktaUserFind = defineAction({
  name: 'okta.user.find',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ email: z.email().max(320).describe('the login or e-mail address to look for') }),
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
  scopes: ['okta.users.read'],
  adminRight: 'see users',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/users?search=profile.email eq "…" or profile.login eq "…"',
  readBack: 'a read',
  help: 'Find users by e-mail address or login. Several hits mean that the address is ambiguous: ask, never pick.',
  returns: z.strictObject({
    users: z.array(
      z.strictObject({
        id: z.string(),
        login: z.string(),
        email: z.string(),
        name: z.string(),
        department: z.string().nullable(),
        status: z.string(),
      }),
    ),
  }),
  sentence: ({ params }) => `find Okta users by ${params.email}`,
})
