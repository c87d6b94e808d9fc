import { z } from 'zod'
import { defineAction } from '../define.ts'

export const microsoftLicenseListSkus = defineAction({
  name: 'microsoft.license.list_skus',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: null,
  targetType: 'license',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: ['LicenseAssignment.Read.All'],
  adminRight: 'see subscriptions',
  preconditions: [],
  events: [],
  call: 'GET /subscribedSkus',
  readBack: 'a read',
  help: 'List the licences of the organization that people can have, with free seats.',
  returns: z.strictObject({
    skus: z.array(
      z.strictObject({ id: z.string(), name: z.string(), status: z.string(), free: z.int(), used: z.int() }),
    ),
  }),
  sentence: () => 'list the Microsoft 365 licences of the organization',
})
