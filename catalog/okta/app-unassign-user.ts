import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { appTarget, named, oktaId } from './fields.ts'

export const oktaAppUnassignUser = defineAction({
  name: 'okta.app.unassign_user',
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
    by: 'okta.app.assign_user',
    note: 'without the former profile in the application',
    back: sameIf({ assigned: 'USER' }),
  },
  selfService: false,
  scopes: ['okta.apps.manage'],
  adminRight: 'assign applications (application or super administrator)',
  preconditions: ['the application is assigned to the user directly, not through a group'],
  events: ['application.user_membership.remove'],
  call: 'DELETE /api/v1/apps/{id}/users/{user}?sendEmail=false',
  readBack: 'GET /api/v1/apps/{id}/users/{user} is 404',
  help: 'Take back an application that was assigned to a user directly; their profile in it is lost. One that comes through a group ends by leaving the group.',
  returns: z.strictObject({ assigned: z.literal(false) }),
  sentence: ({ target, objects }) =>
    `take the Okta application ${named(target, 'unknown')} back from ${named(objects[0], 'the user')}; their profile in it is lost`,
})
