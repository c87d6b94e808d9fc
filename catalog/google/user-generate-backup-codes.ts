import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserGenerateBackupCodes = defineAction({
  name: 'google.user.generate_backup_codes',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  handsOver: 'always',
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user.security'), scope('admin.reports.audit.readonly')],
  adminRight: 'manage user security (USER_SECURITY_ALL)',
  preconditions: ['not suspended'],
  events: ['GENERATE_2SV_SCRATCH_CODES'],
  call: 'POST /admin/directory/v1/users/{id}/verificationCodes/generate, then GET …/verificationCodes',
  readBack: 'the admin log has GENERATE_2SV_SCRATCH_CODES since the intent; without it, it cannot be told',
  help: 'Make ten new backup codes for 2-step verification, given once to the recipient whom the approval names. Earlier codes stop working.',
  returns: z.strictObject({ codes: z.int().min(1) }),
  sentence: ({ target }) =>
    `make new backup codes for the 2-step verification of ${named(target, 'the user')}; earlier codes stop working`,
})
