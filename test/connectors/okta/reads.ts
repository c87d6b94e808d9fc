import { expect } from 'vitest'
import { forbidden } from '../every-action.ts'
import { type Case, executive, nobodyId } from './case.ts'

export const reads = {
  'okta.user.find': {
    params: (okta) => ({ email: okta.person('Account Executive').email }),
    fields: { users: [expect.objectContaining({ department: 'Sales', status: 'ACTIVE' })] },
    again: 'same',
    // Okta answers a scope without a role with an empty list: empty is not absent.
    weak: [{ title: 'Recruiter', gets: { fields: { users: [] } } }],
    nothing: {
      params: { email: 'nobody@acme.example' },
      gets: { fields: { users: [] } },
    },
  },
  'okta.user.get': {
    target: executive,
    fields: expect.objectContaining({ department: 'Sales', status: 'ACTIVE', title: 'Account Executive' }),
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'okta.user.list_factors': {
    target: executive,
    fields: { factors: expect.arrayContaining([expect.objectContaining({ status: 'ACTIVE' })]) },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'okta.user.list_groups': {
    target: executive,
    fields: {
      groups: expect.arrayContaining([expect.objectContaining({ name: 'sales', type: 'OKTA_GROUP' })]),
    },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'okta.user.list_apps': {
    target: executive,
    fields: {
      apps: expect.arrayContaining([
        { id: expect.any(String), name: 'bookmark', label: 'Wiki' },
        { id: expect.any(String), name: 'acme_vpn_1', label: 'VPN Portal' },
      ]),
    },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'okta.group.find': {
    params: () => ({ name: 'VPN' }),
    fields: {
      groups: [
        expect.objectContaining({ name: 'vpn-users', type: 'OKTA_GROUP', description: 'May use the VPN' }),
      ],
    },
    again: 'same',
    weak: forbidden('Recruiter'),
    nothing: {
      params: { name: 'x" or id pr or profile.name co "' },
      gets: { fields: { groups: [] } },
    },
  },
  'okta.group.list_members': {
    target: (okta) => okta.group('it-helpdesk'),
    fields: { members: [expect.objectContaining({ status: 'ACTIVE' })] },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'okta.app.find': {
    by: 'Applications Owner',
    params: () => ({ name: 'wi' }),
    fields: { apps: [{ id: expect.any(String), name: 'bookmark', label: 'Wiki', status: 'ACTIVE' }] },
    again: 'same',
    weak: forbidden('Identity Lead'),
    nothing: {
      params: { name: 'no such & filter=' },
      gets: { fields: { apps: [] } },
    },
  },
  'okta.log.search': {
    params: (okta) => ({
      user: okta.person('Head of IT').id,
      hours: 24,
      types: ['app.oauth2.token.grant.access_token'],
    }),
    fields: { events: [], more: false },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    nothing: {
      params: { user: nobodyId, hours: 1 },
      gets: { fields: { events: [], more: false } },
    },
  },
} satisfies Record<string, Case>
