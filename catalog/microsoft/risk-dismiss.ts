import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftRiskDismiss = defineAction({
  name: 'microsoft.risk.dismiss',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 60_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: ['IdentityRiskyUser.ReadWrite.All'],
  adminRight: 'security administrator',
  preconditions: ['Entra ID P2', 'the user is known to Identity Protection'],
  events: ['DismissUser'],
  call: 'POST /identityProtection/riskyUsers/dismiss {userIds}',
  readBack: 'GET /identityProtection/riskyUsers/{id} has riskState dismissed',
  help: 'Declare that a user is not at risk: what was seen was legitimate or is dealt with. Conditional access lets them in again.',
  returns: z.strictObject({ dismissed: z.literal(true) }),
  sentence: ({ target }) =>
    `declare that ${named(target, 'the user')} is not at risk; protections that follow the risk end`,
})
