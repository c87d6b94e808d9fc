import { z } from 'zod'
import { defineAction } from '../define.ts'
import { hours, named, userTarget } from './fields.ts'

export const microsoftLogSignIns = defineAction({
  name: 'microsoft.log.sign_ins',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ hours }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: ['AuditLog.Read.All', 'Directory.Read.All'],
  adminRight: 'reports, security or global reader, or security administrator or operator',
  preconditions: ['Entra ID P1'],
  events: [],
  call: "GET /auditLogs/signIns?$filter=userId eq '…' and createdDateTime ge …",
  readBack: 'a read',
  help: 'Look at the latest sign-ins of a user and why they failed. Newest first, at most 50; they arrive minutes late.',
  returns: z.strictObject({
    signIns: z.array(
      z.strictObject({
        at: z.string(),
        app: z.string().nullable(),
        client: z.string().nullable(),
        address: z.string().nullable(),
        place: z.string().nullable(),
        errorCode: z.int(),
        reason: z.string().nullable(),
        risk: z.string().nullable(),
      }),
    ),
    /** Whether there are older ones that are not shown. */
    more: z.boolean(),
  }),
  sentence: ({ target, params }) =>
    `look at the sign-ins of ${named(target, 'the user')}, last ${params.hours} hours`,
})
