import { z } from 'zod'
import { defineAction } from '../define.ts'
import { line } from './fields.ts'

export const microsoftGroupFind = defineAction({
  name: 'microsoft.group.find',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ name: line(120, 'the beginning of the group’s name') }),
  target: null,
  targetType: 'group',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: ['GroupMember.Read.All'],
  adminRight: 'see groups',
  preconditions: [],
  events: [],
  call: "GET /groups?$filter=startswith(displayName,'…')",
  readBack: 'a read',
  help: 'Find groups by the beginning of their name. Several hits mean that the name is ambiguous: ask, never pick.',
  returns: z.strictObject({
    groups: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        kind: z.string(),
        dynamic: z.boolean(),
        roleAssignable: z.boolean(),
        synchronised: z.boolean(),
      }),
    ),
  }),
  sentence: ({ params }) => `find Microsoft 365 groups whose name begins with “${params.name}”`,
})
