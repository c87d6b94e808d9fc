import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { appTarget, named, oktaId } from './fields.ts'

export const oktaAppAssignUser = defineAction({
  name: 'okta.app.assign_user',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ user: oktaId('Okta user id of the assignee (00u…)') }),
  target: appTarget,
  targetType: 'app',
  objects: [{ param: 'user', type: 'user', role: 'assignee', apart: true }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: {
    by: 'okta.app.unassign_user',
    note: 'the application’s own profile and account may be lost',
    back: sameIf({ assigned: null }),
  },
  selfService: false,
  scopes: ['okta.apps.manage'],
  adminRight: 'assign applications (application or super administrator)',
  preconditions: ['the user is not deactivated', 'the application is active'],
  events: ['application.user_membership.add'],
  call: 'POST /api/v1/apps/{id}/users with id and scope USER',
  readBack: 'GET /api/v1/apps/{id}/users/{user} has scope USER',
  help: 'Assign an application to a user directly. Where the application provisions accounts, one is made there.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target, objects }) =>
    `assign the Okta application ${named(target, 'unknown')} to ${named(objects[0], 'the user')}`,
})
