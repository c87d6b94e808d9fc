import { z } from 'zod'
import { defineAction } from '../define.ts'
import { scope } from './fields.ts'
import { licenceSkus } from './licence-skus.ts'

export const googleLicenseList = defineAction({
  name: 'google.license.list',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    sku: z.string().max(40).describe('SKU id, such as 1010020028 (Business Standard)'),
  }),
  target: null,
  targetType: 'license',
  objects: [{ param: 'sku', type: 'license', role: 'license' }],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: [scope('apps.licensing'), scope('admin.directory.user.readonly')],
  adminRight: 'read licences (LICENSING_READ)',
  preconditions: [],
  events: [],
  call: 'GET /apps/licensing/v1/product/{product}/sku/{sku}/users?customerId=…',
  readBack: 'a read',
  help: 'Say who has a licence, at most 1000.',
  returns: z.strictObject({
    name: z.string(),
    assignedTo: z.array(z.string()),
  }),
  sentence: ({ params }) =>
    `list who has the Google licence ${licenceSkus[params.sku]?.name ?? 'unknown'} (${params.sku})`,
})
