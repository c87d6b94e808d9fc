import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'

export const oktaUserSuspend = defineAction({
  name: 'okta.user.suspend',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: { type: 'user', describe: 'Okta user id (00u…)' },
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: {
    by: 'okta.user.unsuspend',
    note: 'groups and apps are kept; sessions have ended',
    back: sameIf({ status: 'ACTIVE' }),
  },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'suspend users (group, org or super administrator)',
  preconditions: ['the account is active'],
  events: ['user.lifecycle.suspend'],
  call: 'POST /api/v1/users/{id}/lifecycle/suspend',
  readBack: 'GET /api/v1/users/{id} has status SUSPENDED',
  help: 'Suspend an active account: no sign-in until it is unsuspended; groups and apps are kept.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target }) =>
    `suspend the Okta account of ${target?.email ?? 'the user'} (${target?.id ?? 'unknown'}); no sign-in until it is unsuspended`,
})
