import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, oktaId } from './fields.ts'

export const oktaLogSearch = defineAction({
  name: 'okta.log.search',
  version: 1,
  platform: 'okta',
  params: z.strictObject({
    user: oktaId('Okta user id of the person whom the events are about (00u…)'),
    hours: z.int().min(1).max(168).describe('how far back, in hours'),
    types: z
      .array(z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+){1,6}$/))
      .min(1)
      .max(10)
      .describe('event types, such as `user.session.start`; all when left out')
      .optional(),
  }),
  target: null,
  targetType: 'log',
  objects: [{ param: 'user', type: 'user', role: 'subject' }],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: ['okta.logs.read'],
  adminRight: 'read the System Log (application, read-only, org or super administrator)',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/logs?since=…&until=…&filter=(actor.id eq "…" or target.id eq "…")&sortOrder=DESCENDING',
  readBack: 'a read',
  help: 'Look at the latest System Log events of one person: sign-ins, failures and their reasons, changes by admins. Newest first, at most 50; events arrive a little late.',
  returns: z.strictObject({
    events: z.array(
      z.strictObject({
        published: z.string(),
        type: z.string(),
        message: z.string(),
        outcome: z.string(),
        reason: z.string().nullable(),
        actor: z.string().nullable(),
      }),
    ),
    /** Whether there are older ones that are not shown. */
    more: z.boolean(),
  }),
  sentence: ({ params, objects }) =>
    `look at the Okta System Log of ${named(objects[0], 'the user')}, last ${params.hours} hours`,
})
