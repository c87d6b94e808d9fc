import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { guid, named, userTarget } from './fields.ts'

export const microsoftLicenseRemove = defineAction({
  name: 'microsoft.license.remove',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ license: guid('skuId of the licence, from `microsoft.license.list_skus`') }),
  target: userTarget,
  targetType: 'user',
  objects: [{ param: 'license', type: 'license', role: 'license', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: {
    by: 'microsoft.license.assign',
    note: 'data of its services ages out, usually after 30 days',
    back: sameIf({ assigned: true, disabledPlans: [] }),
  },
  selfService: false,
  scopes: ['LicenseAssignment.ReadWrite.All', 'User.Read.All'],
  adminRight: 'license or user administrator',
  preconditions: ['the licence is assigned to the user directly, not through a group'],
  events: ['Change user license'],
  call: 'POST /users/{id}/assignLicense {addLicenses: [], removeLicenses: [skuId]}',
  readBack: 'GET /users/{id} has the licence in assignedLicenses no more',
  help: 'Take a licence from a user. They lose its services at once; their data ages out.',
  returns: z.strictObject({ removed: z.literal(true) }),
  sentence: ({ target, objects }) =>
    `take the licence ${named(objects[0], 'unknown')} from ${named(target, 'the user')}; its services end for them`,
})
