import { z } from 'zod'
import { defineAction } from '../define.ts'
import { line } from './fields.ts'

export const oktaGroupFind = defineAction({
  name: 'okta.group.find',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ name: line(100, 'part of the group’s name') }),
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
  scopes: ['okta.groups.read'],
  adminRight: 'see groups',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/groups?search=profile.name co "…"',
  readBack: 'a read',
  help: 'Find groups by a part of their name. Several hits mean that the name is ambiguous: ask, never pick.',
  returns: z.strictObject({
    groups: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        type: z.string(),
        description: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ params }) => `find Okta groups named “${params.name}”`,
})
