import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'

export const oktaUserUnsuspend = defineAction({
  name: 'okta.user.unsuspend',
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
    by: 'okta.user.suspend',
    note: 'sign-in is barred again',
    back: sameIf({ status: 'SUSPENDED' }),
  },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'unsuspend users (group, org or super administrator)',
  preconditions: ['the account is suspended'],
  events: ['user.lifecycle.unsuspend'],
  call: 'POST /api/v1/users/{id}/lifecycle/unsuspend',
  readBack: 'GET /api/v1/users/{id} no longer has status SUSPENDED',
  help: 'Lift the suspension of an account; it returns to the status that it had before.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target }) =>
    `lift the suspension of the Okta account of ${target?.email ?? 'the user'} (${target?.id ?? 'unknown'})`,
})
