import { z } from 'zod'
import { defineAction } from '../define.ts'
import { scope, searchText } from './fields.ts'

export const googleGroupFind = defineAction({
  name: 'google.group.find',
  version: 1,
  platform: 'google',
  params: z.strictObject({ text: searchText('the group’s address, or the start of its name') }),
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
  scopes: [scope('admin.directory.group.readonly')],
  adminRight: 'read groups (GROUPS_RETRIEVE)',
  preconditions: [],
  events: [],
  call: "GET /admin/directory/v1/groups?customer=my_customer&query=email='…' or name:'…*'",
  readBack: 'a read',
  help: 'Find groups by their address or the start of their name, at most 50.',
  returns: z.strictObject({
    groups: z.array(
      z.strictObject({ id: z.string(), email: z.string(), name: z.string(), description: z.string() }),
    ),
  }),
  sentence: ({ params }) => `find Google groups by ${params.text}`,
})
