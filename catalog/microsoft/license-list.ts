import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftLicenseList = defineAction({
  name: 'microsoft.license.list',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['licenses'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: ['LicenseAssignment.Read.All', 'User.Read.All'],
  adminRight: 'see users',
  preconditions: [],
  events: [],
  call: 'GET /users/{id}?$select=assignedLicenses,licenseAssignmentStates and GET /users/{id}/licenseDetails',
  readBack: 'a read',
  help: 'List the licences of a user, and whether each comes through a group.',
  returns: z.strictObject({
    licenses: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string().nullable(),
        byGroup: z.string().nullable(),
        state: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ target }) => `list the licences of ${named(target, 'the user')}`,
})
