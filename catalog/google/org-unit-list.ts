import { z } from 'zod'
import { defineAction } from '../define.ts'
import { scope } from './fields.ts'

export const googleOrgUnitList = defineAction({
  name: 'google.org_unit.list',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: null,
  targetType: 'org_unit',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.orgunit.readonly')],
  adminRight: 'read org units (ORGANIZATION_UNITS_RETRIEVE)',
  preconditions: [],
  events: [],
  call: 'GET /admin/directory/v1/customer/my_customer/orgunits?type=all',
  readBack: 'a read',
  help: 'List the org units with their ids.',
  returns: z.strictObject({
    orgUnits: z.array(z.strictObject({ id: z.string(), path: z.string(), name: z.string() })),
  }),
  sentence: () => 'list the Google org units',
})
