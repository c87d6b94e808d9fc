import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { guid, named, userTarget } from './fields.ts'

export const microsoftLicenseAssign = defineAction({
  name: 'microsoft.license.assign',
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
  risk: 'medium',
  reversible: {
    by: 'microsoft.license.remove',
    note: 'data made meanwhile ages out',
    back: sameIf({ assigned: false, disabledPlans: [] }),
  },
  selfService: false,
  scopes: ['LicenseAssignment.ReadWrite.All', 'User.Read.All'],
  adminRight: 'license or user administrator',
  preconditions: ['the user has a usage location', 'a seat is free'],
  events: ['Change user license'],
  call: 'POST /users/{id}/assignLicense {addLicenses: [{skuId, disabledPlans: []}], removeLicenses: []}',
  readBack: 'GET /users/{id} has the licence in assignedLicenses',
  help: 'Give a licence, with all its services, to a user. Needs a usage location and a free seat.',
  returns: z.strictObject({ assigned: z.literal(true) }),
  sentence: ({ target, objects }) =>
    `give the licence ${named(objects[0], 'unknown')} to ${named(target, 'the user')}; it takes one seat`,
})
