import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'
import { licenceSkus } from './licence-skus.ts'

export const googleLicenseAssign = defineAction({
  name: 'google.license.assign',
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
  risk: 'medium',
  reversible: {
    by: 'google.license.remove',
    note: 'the seat is free again',
    back: sameIf({ assigned: false }),
  },
  selfService: false,
  scopes: [scope('apps.licensing'), scope('admin.directory.user.readonly')],
  adminRight: 'manage licences (LICENSING)',
  preconditions: ['a seat is left', 'no other licence of the same product'],
  events: ['USER_LICENSE_ASSIGNMENT'],
  call: 'POST /apps/licensing/v1/product/{product}/sku/{sku}/user {userId}',
  readBack: 'GET …/sku/{sku}/user/{email} finds it',
  help: 'Give a user a licence. It costs money.',
  returns: z.strictObject({ assigned: z.boolean() }),
  sentence: ({ target, params }) =>
    `give ${named(target, 'the user')} the Google licence ${licenceSkus[params.sku]?.name ?? 'unknown'} (${params.sku})`,
})
