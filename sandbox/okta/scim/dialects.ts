import type { Dialect } from './parse.ts'

const moments = ['eq', 'gt', 'ge', 'lt', 'le']
const searchable = [...moments, 'sw', 'pr']
const profile = [
  'firstName',
  'lastName',
  'displayName',
  'login',
  'email',
  'secondEmail',
  'mobilePhone',
  'title',
  'department',
  'manager',
  'managerId',
  'nickName',
  'preferredLanguage',
  'timezone',
  'userType',
]
const containing = ['profile.firstName', 'profile.lastName', 'profile.email', 'profile.login']

const only = (table: Record<string, readonly string[]>, code: string): Dialect => ({
  code,
  not: false,
  operators: (attribute) => (Object.hasOwn(table, attribute) ? (table[attribute] ?? null) : null),
})

export const userSearch: Dialect = only(
  Object.fromEntries([
    ...['id', 'status', 'created', 'activated', 'statusChanged', 'lastUpdated', 'type.id'].map((name) => [
      name,
      searchable,
    ]),
    ...profile
      .map((name) => `profile.${name}`)
      .map((name) => [name, containing.includes(name) ? [...searchable, 'co'] : searchable]),
  ]),
  'E0000031',
)

export const userFilter: Dialect = only(
  {
    status: ['eq'],
    id: ['eq'],
    lastUpdated: moments,
    'profile.login': ['eq'],
    'profile.email': ['eq'],
    'profile.firstName': ['eq'],
    'profile.lastName': ['eq'],
  },
  'E0000031',
)

export const groupSearch: Dialect = only(
  {
    id: ['eq', 'sw'],
    type: ['eq', 'sw'],
    created: moments,
    lastUpdated: moments,
    lastMembershipUpdated: moments,
    'profile.name': ['eq', 'sw', 'co'],
    'profile.description': ['eq', 'sw', 'co'],
  },
  'E0000031',
)

export const groupFilter: Dialect = only(
  { id: ['eq'], type: ['eq'], lastUpdated: moments, lastMembershipUpdated: moments },
  'E0000031',
)

export const appFilter: Dialect = only(
  { id: ['eq'], status: ['eq'], name: ['eq'], 'user.id': ['eq'] },
  'E0000031',
)

const everything = ['eq', 'ne', 'co', 'sw', 'ew', 'pr', 'gt', 'ge', 'lt', 'le']
const logRoots = [
  'uuid',
  'eventType',
  'version',
  'severity',
  'displayMessage',
  'legacyEventType',
  'actor',
  'client',
  'target',
  'outcome',
  'transaction',
  'debugContext',
  'authenticationContext',
]

/** Any field of an event but `published`. */
export const logFilter: Dialect = {
  code: 'E0000053',
  not: true,
  operators(attribute) {
    if (!logRoots.includes(attribute.split('.', 1)[0] ?? '')) return null
    const refusesContains = /^debugContext\.debugData\.(url|requestUri)$/.test(attribute)
    return refusesContains ? everything.filter((operator) => operator !== 'co') : everything
  },
}
