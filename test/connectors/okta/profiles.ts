import type { SandboxOkta } from '../support/sandbox-okta.ts'
import { absent, type Case, executive, forbidden, nobodyId } from './case.ts'

/** All of them are one call of the platform's, told apart by what they send. */
function update(
  params: (okta: SandboxOkta) => Record<string, unknown>,
  changed: string[],
  users: (okta: SandboxOkta) => string[] = () => [],
): Case {
  const about = (target: (okta: SandboxOkta) => string) => (okta: SandboxOkta) => ({
    target: target(okta),
    params: params(okta),
    users: users(okta),
  })
  return {
    about: about(executive),
    fields: { changed },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    nobody: { about: about(() => nobodyId), gets: absent },
    writes: {
      method: 'POST',
      path: (okta) => `/users/${executive(okta)}`,
      lost: 'yes',
      never: 'no',
      unfit: { about: about((okta) => okta.withStatus('DEPROVISIONED')), gets: 'platform_conflict' },
    },
  }
}

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
  'okta.user.update_manager': update(
    (okta) => ({ manager: managerId(okta) }),
    ['manager', 'managerId'],
    (okta) => [managerId(okta)],
  ),
} satisfies Record<string, Case>
