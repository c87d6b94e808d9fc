import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserTurnOff2sv = defineAction({
  name: 'google.user.turn_off_2sv',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'critical',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user.security'), scope('admin.directory.user.readonly')],
  adminRight: 'manage user security (USER_SECURITY_ALL)',
  preconditions: [
    'enrolled in 2-step verification',
    '2-step verification is not enforced for them',
    'not suspended',
  ],
  events: ['TURN_OFF_2_STEP_VERIFICATION'],
  call: 'POST /admin/directory/v1/users/{id}/twoStepVerification/turnOff',
  readBack: 'GET /admin/directory/v1/users/{id} has isEnrolledIn2Sv false',
  help: 'Turn 2-step verification off and remove all second steps of a user, who must enrol anew. For a lost phone when backup codes do not help.',
  returns: z.strictObject({ enrolledIn2Sv: z.literal(false) }),
  sentence: ({ target }) =>
    `turn 2-step verification off for ${named(target, 'the user')} and remove all their second steps; only they can enrol again`,
})
