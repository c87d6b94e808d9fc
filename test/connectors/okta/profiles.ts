import type { SandboxOkta } from '../support/sandbox-okta.ts'
import { forbidden } from '../every-action.ts'
import { type Case, executive, withStatus } from './case.ts'

/** All of them are one call of the platform's, told apart by what they send. */
const update = (params: NonNullable<Case['params']>, changed: string[]): Case => ({
  target: executive,
  params,
  fields: { changed },
  again: 'same',
  weak: forbidden('Service Desk Lead'),
  writes: {
    method: 'POST',
    path: (okta) => `/api/v1/users/${executive(okta)}`,
    unfit: { target: withStatus('DEPROVISIONED'), gets: 'platform_conflict' },
  },
})

const managerId = (okta: SandboxOkta) => okta.person('Controller').id

export const profiles = {
  'okta.user.update_profile': update(
    () => ({ title: 'Senior Account Executive', lastName: 'Ito-Sørensen' }),
    ['lastName', 'title'],
  ),
  'okta.user.update_login': update(() => ({ login: 'another.name@acme.example' }), ['login']),
  'okta.user.update_email': update(() => ({ email: 'another.name@acme.example' }), ['email']),
  'okta.user.update_department': update(() => ({ department: 'Finance' }), ['department']),
  'okta.user.update_phone': update(() => ({ phone: '+4915112345678' }), ['mobilePhone']),
  'okta.user.update_manager': update((okta) => ({ manager: managerId(okta) }), ['manager', 'managerId']),
} satisfies Record<string, Case>
