import { z } from 'zod'
import { defineAction } from '../define.ts'

export const oktaUserUnlock = defineAction({
  name: 'okta.user.unlock',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: { type: 'user', describe: 'Okta user id (00u…)' },
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: ['status'],
  settlesMs: 2_000,
  risk: 'medium',
  reversible: null,
  selfService: true,
  scopes: ['okta.users.manage'],
  adminRight: 'unlock users (help desk, group, org or super administrator)',
  preconditions: ['the account is locked out', 'its password is owned by Okta, not by a directory'],
  events: ['user.account.unlock_by_admin'],
  call: 'POST /api/v1/users/{id}/lifecycle/unlock',
  readBack: 'GET /api/v1/users/{id}?expand=blocks: no longer LOCKED_OUT, and no block left',
  help: 'Unlock an account that is LOCKED_OUT after too many attempts. The password stays as it is.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target }) =>
    `unlock the Okta account of ${target?.email ?? 'the user'} (${target?.id ?? 'unknown'}); the password stays as it is`,
})
