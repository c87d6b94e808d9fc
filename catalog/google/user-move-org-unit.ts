import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, objectOf, orgUnitId, scope, userTarget } from './fields.ts'

export const googleUserMoveOrgUnit = defineAction({
  name: 'google.user.move_org_unit',
  version: 1,
  platform: 'google',
  params: z.strictObject({ orgUnit: orgUnitId('id of the org unit to move to, from google.org_unit.list') }),
  target: userTarget,
  targetType: 'user',
  objects: [{ param: 'orgUnit', type: 'org_unit', role: 'destination' }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: {
    by: 'google.user.move_org_unit',
    note: 'move back to the former org unit',
    back: formerValues,
  },
  selfService: false,
  scopes: [scope('admin.directory.user'), scope('admin.directory.orgunit.readonly')],
  adminRight: 'move users (USERS_MOVE)',
  preconditions: [],
  events: ['MOVE_USER_TO_ORG_UNIT'],
  call: 'PUT /admin/directory/v1/users/{id} {orgUnitPath}',
  readBack: 'GET /admin/directory/v1/users/{id} has the path of the org unit',
  help: 'Move a user to another org unit: services and policies of that unit apply from then on.',
  returns: z.strictObject({ orgUnitPath: z.string() }),
  sentence: ({ target, objects }) =>
    `move ${named(target, 'the user')} to the org unit ${named(objectOf(objects, 'destination'), 'unknown')}; its services and policies apply from then on`,
})
