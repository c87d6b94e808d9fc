import { z } from 'zod'
import { defineAction } from '../define.ts'
import { address } from './fields.ts'

export const microsoftUserFind = defineAction({
  name: 'microsoft.user.find',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({
    email: address('the user principal name or e-mail address to look for'),
    deleted: z.boolean().describe('look among the users deleted in the last 30 days instead').optional(),
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
  scopes: ['User.Read.All'],
  adminRight:
    'none for members; deleted users: user, authentication or privileged authentication administrator',
  preconditions: [],
  events: [],
  call: "GET /users?$filter=userPrincipalName eq '…' or mail eq '…'; deleted: GET /directory/deletedItems/microsoft.graph.user",
  readBack: 'a read',
  help: 'Find users by user principal name or e-mail address, or deleted ones. Several hits mean that the address is ambiguous: ask, never pick.',
  returns: z.strictObject({
    users: z.array(
      z.strictObject({
        id: z.string(),
        upn: z.string(),
        mail: z.string().nullable(),
        name: z.string(),
        department: z.string().nullable(),
        enabled: z.boolean().nullable(),
      }),
    ),
  }),
  sentence: ({ params }) =>
    `find ${params.deleted === true ? 'deleted ' : ''}Microsoft 365 users by ${params.email}`,
})
