import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'
import { licenceSkus } from './licence-skus.ts'

export const googleLicenseRemove = defineAction({
  name: 'google.license.remove',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    sku: z.string().max(40).describe('SKU id, such as 1010020028 (Business Standard)'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [{ param: 'sku', type: 'license', role: 'license', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: {
    by: 'google.license.assign',
    note: 'services and data of the licence may be lost meanwhile',
    back: sameIf({ assigned: true }),
  },
  selfService: false,
  scopes: [scope('apps.licensing'), scope('admin.directory.user.readonly')],
  adminRight: 'manage licences (LICENSING)',
  preconditions: ['the licence is not assigned automatically'],
  events: ['USER_LICENSE_REVOKE'],
  call: 'DELETE /apps/licensing/v1/product/{product}/sku/{sku}/user/{email}',
  readBack: 'GET …/sku/{sku}/user/{email} is 404',
  help: 'Take a licence from a user; its services end, and their data may be lost.',
  returns: z.strictObject({ assigned: z.boolean() }),
  sentence: ({ target, params }) =>
    `take from ${named(target, 'the user')} the Google licence ${licenceSkus[params.sku]?.name ?? 'unknown'} (${params.sku})`,
})
