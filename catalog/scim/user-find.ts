import { z } from 'zod'
import { defineAction } from '../define.ts'

export const scimUserFind = defineAction({
  name: 'scim.user.find',
  version: 1,
  platform: 'scim',
  params: z.strictObject({
    email: z.email().max(320).describe('the user name or e-mail address to look for'),
  }),
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
  scopes: ['scim.read'],
  adminRight: 'see users',
  preconditions: [],
  events: [],
  call: 'GET /scim/v2/Users?filter=userName eq "…" or emails.value eq "…"',
  readBack: 'a read',
  help: 'Find users of the SCIM directory by user name or e-mail address. Several hits mean that the address is ambiguous: ask, never pick.',
  returns: z.strictObject({
    users: z.array(
      z.strictObject({
        id: z.string(),
        userName: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        department: z.string().nullable(),
        active: z.boolean(),
      }),
    ),
  }),
  sentence: ({ params }) => `find users of the SCIM directory by ${params.email}`,
})
