import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, objectOf, scope, userId } from './fields.ts'

export const googleLogSearch = defineAction({
  name: 'google.log.search',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    user: userId('Google user id of the person whom the events are about'),
    application: z
      .enum(['admin', 'login', 'token', 'user_accounts'])
      .describe(
        'admin: changes by administrators; login: sign-ins; token: app access; user_accounts: own changes',
      ),
    hours: z.int().min(1).max(168).describe('how far back, in hours'),
  }),
  target: null,
  targetType: 'log',
  objects: [{ param: 'user', type: 'user', role: 'subject' }],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.reports.audit.readonly'), scope('admin.directory.user.readonly')],
  adminRight: 'read reports (REPORTS_ACCESS)',
  preconditions: [],
  events: [],
  call: 'GET /admin/reports/v1/activity/users/{user}|all/applications/{application}?startTime=…&filters=USER_EMAIL==…',
  readBack: 'a read',
  help: 'Look at the latest audit events of one person, newest first, at most 50. Events arrive minutes to hours late.',
  returns: z.strictObject({
    events: z.array(
      z.strictObject({
        at: z.string(),
        name: z.string(),
        actor: z.string().nullable(),
        ipAddress: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ params, objects }) =>
    `look at the ${params.application} events of ${named(objectOf(objects, 'subject'), params.user)} of the last ${params.hours} hours`,
})
