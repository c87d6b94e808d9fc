import { z } from 'zod'
import { defineAction } from '../define.ts'
import { hours, named, userTarget } from './fields.ts'

export const microsoftLogDirectoryAudits = defineAction({
  name: 'microsoft.log.directory_audits',
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
  adminRight: 'reports or security reader, or security administrator',
  preconditions: [],
  events: [],
  call: "GET /auditLogs/directoryAudits?$filter=activityDateTime ge … and targetResources/any(t:t/id eq '…')",
  readBack: 'a read',
  help: 'Look at the latest changes that admins and systems made to a user. Newest first, at most 50; they arrive minutes late.',
  returns: z.strictObject({
    audits: z.array(
      z.strictObject({
        at: z.string(),
        activity: z.string(),
        category: z.string().nullable(),
        service: z.string().nullable(),
        result: z.string(),
        reason: z.string().nullable(),
        by: z.string().nullable(),
      }),
    ),
    /** Whether there are older ones that are not shown. */
    more: z.boolean(),
  }),
  sentence: ({ target, params }) =>
    `look at the changes made to ${named(target, 'the user')}, last ${params.hours} hours`,
})
