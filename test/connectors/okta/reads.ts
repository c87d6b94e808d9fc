import { expect } from 'vitest'
import { type Case, executive, forbidden, nobody, nobodyId, user } from './case.ts'

export const reads = {
  'okta.user.find': {
    about: (okta) => ({ target: null, params: { email: okta.person('Account Executive').email } }),
    fields: { users: [expect.objectContaining({ department: 'Sales', status: 'ACTIVE' })] },
    again: 'same',
    // Okta answers a scope without a role with an empty list: empty is not absent.
    weak: { title: 'Recruiter', gets: { fields: { users: [] } } },
    nobody: {
      about: () => ({ target: null, params: { email: 'nobody@acme.example' } }),
      gets: { fields: { users: [] } },
    },
  },
  'okta.user.get': {
    about: user(executive),
    fields: expect.objectContaining({ department: 'Sales', status: 'ACTIVE', title: 'Account Executive' }),
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
  },
  'okta.user.list_factors': {
    about: user(executive),
    fields: { factors: expect.arrayContaining([expect.objectContaining({ status: 'ACTIVE' })]) },
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
  },
  'okta.user.list_groups': {
    about: user(executive),
    fields: {
      groups: expect.arrayContaining([expect.objectContaining({ name: 'sales', type: 'OKTA_GROUP' })]),
    },
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
  },
  'okta.user.list_apps': {
    about: user(executive),
    fields: {
      apps: expect.arrayContaining([
        { id: expect.any(String), name: 'bookmark', label: 'Wiki' },
        { id: expect.any(String), name: 'acme_vpn_1', label: 'VPN Portal' },
      ]),
    },
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
  },
  'okta.group.find': {
    about: () => ({ target: null, params: { name: 'VPN' } }),
    fields: {
      groups: [
        expect.objectContaining({ name: 'vpn-users', type: 'OKTA_GROUP', description: 'May use the VPN' }),
      ],
    },
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: {
      about: () => ({ target: null, params: { name: 'x" or id pr or profile.name co "' } }),
      gets: { fields: { groups: [] } },
    },
  },
  'okta.group.list_members': {
    about: (okta) => ({ target: okta.group('it-helpdesk') }),
    fields: { members: [expect.objectContaining({ status: 'ACTIVE' })] },
    again: 'same',
    weak: forbidden('Recruiter'),
    nobody: nobody(),
  },
  'okta.app.find': {
    by: 'Applications Owner',
    about: () => ({ target: null, params: { name: 'wi' } }),
    fields: { apps: [{ id: expect.any(String), name: 'bookmark', label: 'Wiki', status: 'ACTIVE' }] },
    again: 'same',
    weak: forbidden('Identity Lead'),
    nobody: {
      about: () => ({ target: null, params: { name: 'no such & filter=' } }),
      gets: { fields: { apps: [] } },
    },
  },
  'okta.log.search': {
    about: (okta) => ({
      target: null,
      params: {
        user: okta.person('Head of IT').id,
        hours: 24,
        types: ['app.oauth2.token.grant.access_token'],
      },
      users: [okta.person('Head of IT').id],
    }),
    fields: { events: [], more: false },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    nobody: {
      about: () => ({ target: null, params: { user: nobodyId, hours: 1 }, users: [nobodyId] }),
      gets: { fields: { events: [], more: false } },
    },
  },
} satisfies Record<string, Case>
