import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, objectOf, orgUnitId, scope } from './fields.ts'

export const googleUserUndelete = defineAction({
  name: 'google.user.undelete',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    orgUnit: orgUnitId('id of the org unit to restore it to, from google.org_unit.list'),
  }),
  target: {
    type: 'deleted_user',
    describe: 'Google user id (21 digits) of an account deleted in the last 20 days',
  },
  targetType: 'deleted_user',
  objects: [{ param: 'orgUnit', type: 'org_unit', role: 'destination' }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user'), scope('admin.directory.orgunit.readonly')],
  adminRight: 'create users (USERS_CREATE)',
  preconditions: ['deleted at most 20 days ago'],
  events: ['UNDELETE_USER'],
  call: 'POST /admin/directory/v1/users/{id}/undelete {orgUnitPath}',
  readBack: 'GET /admin/directory/v1/users/{id} finds it',
  help: 'Restore an account that was deleted in the last 20 days, into an org unit.',
  returns: z.strictObject({ restored: z.literal(true) }),
  sentence: ({ target, objects }) =>
    `restore the deleted Google account ${named(target, 'unknown')} into the org unit ${named(objectOf(objects, 'destination'), 'unknown')}`,
})
