import { expect } from 'vitest'
import type { SandboxOkta } from '../support/sandbox-okta.ts'
import { absent, type About, type Case, executive, forbidden, nobodyId } from './case.ts'

/** A call about a group or an application, naming the account executive. */
const of =
  (target: (okta: SandboxOkta) => string) =>
  (okta: SandboxOkta): About => ({
    target: target(okta),
    params: { user: executive(okta) },
    users: [executive(okta)],
  })
const nobody = { about: of(() => nobodyId), gets: absent }
const github = (okta: SandboxOkta) => okta.group('github-users')
const vpn = (okta: SandboxOkta) => okta.group('vpn-users')
const figma = (okta: SandboxOkta) => okta.app('Figma')

export const groupsAndApps = {
  'okta.group.add_member': {
    about: of(github),
    fields: { member: true },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    nobody,
    writes: {
      method: 'PUT',
      path: (okta) => `/groups/${github(okta)}/users/${executive(okta)}`,
      lost: 'yes',
      never: 'no',
      unfit: { about: of((okta) => okta.group('Everyone')), gets: 'platform_conflict' },
    },
  },
  'okta.group.remove_member': {
    about: of(vpn),
    fields: { member: false },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    nobody,
    writes: {
      method: 'DELETE',
      path: (okta) => `/groups/${vpn(okta)}/users/${executive(okta)}`,
      lost: 'yes',
      never: 'no',
      unfit: { about: of((okta) => okta.group('Everyone')), gets: 'platform_conflict' },
    },
  },
  'okta.app.assign_user': {
    by: 'Applications Owner',
    about: of(figma),
    fields: { status: expect.any(String) },
    again: 'same',
    weak: forbidden('Identity Lead'),
    nobody,
    writes: {
      method: 'POST',
      path: (okta) => `/apps/${figma(okta)}/users`,
      lost: 'yes',
      never: 'no',
      unfit: {
        about: (okta) => {
          const gone = okta.withStatus('DEPROVISIONED')
          return { target: figma(okta), params: { user: gone }, users: [gone] }
        },
        gets: 'platform_conflict',
      },
    },
  },
  'okta.app.unassign_user': {
    by: 'Applications Owner',
    about: of(figma),
    after: 'okta.app.assign_user',
    fields: { assigned: false },
    again: 'platform_not_found',
    weak: forbidden('Identity Lead'),
    nobody,
    writes: {
      method: 'DELETE',
      path: (okta) => `/apps/${figma(okta)}/users/${executive(okta)}`,
      lost: 'yes',
      never: 'no',
      // It comes through a group, and ends by leaving the group.
      unfit: { about: of((okta) => okta.app('VPN Portal')), gets: 'platform_conflict' },
    },
  },
} satisfies Record<string, Case>
