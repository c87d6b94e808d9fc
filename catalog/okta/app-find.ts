import { z } from 'zod'
import { defineAction } from '../define.ts'
import { line } from './fields.ts'

export const oktaAppFind = defineAction({
  name: 'okta.app.find',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ name: line(100, 'beginning of the application’s name or label') }),
  target: null,
  targetType: 'app',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: ['okta.apps.read'],
  adminRight: 'see applications (application, read-only or super administrator)',
  preconditions: [],
  events: [],
  call: 'GET /api/v1/apps?q=…',
  readBack: 'a read',
  help: 'Find applications by the beginning of their name or label. Several hits mean that the name is ambiguous: ask, never pick.',
  returns: z.strictObject({
    apps: z.array(
      z.strictObject({ id: z.string(), name: z.string(), label: z.string(), status: z.string() }),
    ),
  }),
  sentence: ({ params }) => `find Okta applications named “${params.name}”`,
})
