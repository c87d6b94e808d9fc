import { expect } from 'vitest'
import { forbidden } from '../every-action.ts'
import type { SandboxOkta } from '../support/sandbox-okta.ts'
import { type Case, executive, naming, withStatus } from './case.ts'

const github = (okta: SandboxOkta) => okta.group('github-users')
const vpn = (okta: SandboxOkta) => okta.group('vpn-users')
const figma = (okta: SandboxOkta) => okta.app('Figma')

export const groupsAndApps = {
  'okta.group.add_member': {
    target: github,
    params: naming(executive),
    fields: { member: true },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: {
      method: 'PUT',
      path: (okta) => `/api/v1/groups/${github(okta)}/users/${executive(okta)}`,
      unfit: { target: (okta) => okta.group('Everyone'), gets: 'platform_conflict' },
    },
  },
  'okta.group.remove_member': {
    target: vpn,
    params: naming(executive),
    fields: { member: false },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: {
      method: 'DELETE',
      path: (okta) => `/api/v1/groups/${vpn(okta)}/users/${executive(okta)}`,
      unfit: { target: (okta) => okta.group('Everyone'), gets: 'platform_conflict' },
    },
  },
  'okta.app.assign_user': {
    by: 'Applications Owner',
    target: figma,
    params: naming(executive),
    fields: { status: expect.any(String) },
    again: 'same',
    weak: forbidden('Identity Lead'),
    writes: {
      method: 'POST',
      path: (okta) => `/api/v1/apps/${figma(okta)}/users`,
      unfit: { params: naming(withStatus('DEPROVISIONED')), gets: 'platform_conflict' },
    },
  },
  'okta.app.unassign_user': {
    by: 'Applications Owner',
    target: figma,
    params: naming(executive),
    before: async (okta) => {
      const owner = await okta.as('Applications Owner')
      await okta.run('okta.app.assign_user', owner, figma(okta), { user: executive(okta) }).execute()
    },
    fields: { assigned: false },
    again: 'platform_not_found',
    weak: forbidden('Identity Lead'),
    writes: {
      method: 'DELETE',
      path: (okta) => `/api/v1/apps/${figma(okta)}/users/${executive(okta)}`,
      // It comes through a group, and ends by leaving the group.
      unfit: { target: (okta) => okta.app('VPN Portal'), gets: 'platform_conflict' },
    },
  },
} satisfies Record<string, Case>
