import { z } from 'zod'
import { defineAction } from '../define.ts'
import { delivery, named, userTarget } from './fields.ts'

export const oktaUserActivate = defineAction({
  name: 'okta.user.activate',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ delivery }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  handsOver: { delivery: 'one_time_secret' },
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: { by: 'okta.user.deactivate', note: 'application assignments and the password go with it' },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'activate users (group, org or super administrator)',
  preconditions: ['the account is staged or deactivated'],
  events: ['user.lifecycle.activate'],
  call: 'POST /api/v1/users/{id}/lifecycle/activate?sendEmail=true|false',
  readBack:
    'GET /api/v1/users/{id} has status PROVISIONED or ACTIVE; a link that was lost on the way is not readable again',
  help: 'Activate an account that is STAGED or DEPROVISIONED. The person gets a link to set their password and enrol.',
  returns: z.strictObject({ status: z.string(), delivered: delivery }),
  sentence: ({ target, params }) =>
    `activate the Okta account of ${named(target, 'the user')}; ${params.delivery === 'email' ? 'Okta mails them a link to set a password' : 'a one-time link to set a password goes to the recipient named here'}`,
})
