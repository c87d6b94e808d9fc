import { z } from 'zod'
import { defineAction } from '../define.ts'

export const oktaUserClearSessions = defineAction({
  name: 'okta.user.clear_sessions',
  version: 1,
  platform: 'okta',
  params: z.strictObject({}),
  target: { type: 'user', describe: 'Okta user id (00u…)' },
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: ['cleared'],
  settlesMs: 5_000,
  risk: 'medium',
  reversible: null,
  selfService: true,
  // The System Log is the only place where it can be read back, hence its scope.
  scopes: ['okta.users.manage', 'okta.logs.read'],
  adminRight: 'clear sessions of users (help desk, group, org or super administrator)',
  preconditions: [],
  events: ['user.session.clear'],
  call: 'DELETE /api/v1/users/{id}/sessions?oauthTokens=false&forgetDevices=false',
  readBack: 'the System Log has user.session.clear since the intent; without it, it cannot be told',
  help: 'End all Okta sessions of a user on every device; they sign in again. Does not end sessions inside apps.',
  returns: z.strictObject({ cleared: z.literal(true) }),
  sentence: ({ target }) =>
    `end all Okta sessions of ${target?.email ?? 'the user'} (${target?.id ?? 'unknown'}); they sign in again`,
})
