import { z } from 'zod'
import { defineAction } from '../define.ts'

export const microsoftRiskList = defineAction({
  name: 'microsoft.risk.list',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ level: z.enum(['low', 'medium', 'high']).describe('only this level').optional() }),
  target: null,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: ['IdentityRiskyUser.Read.All'],
  adminRight: 'security reader, operator or administrator, or global reader',
  preconditions: ['Entra ID P2'],
  events: [],
  call: "GET /identityProtection/riskyUsers?$filter=riskState eq 'atRisk'",
  readBack: 'a read',
  help: 'List the users that Identity Protection holds to be at risk. At most 50.',
  returns: z.strictObject({
    users: z.array(
      z.strictObject({
        id: z.string(),
        upn: z.string().nullable(),
        level: z.string(),
        state: z.string(),
        detail: z.string().nullable(),
        updated: z.string().nullable(),
      }),
    ),
    /** Whether there are others that are not shown. */
    more: z.boolean(),
  }),
  sentence: ({ params }) => `list the Microsoft 365 users at ${params.level ?? 'any'} risk`,
})
