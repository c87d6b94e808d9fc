import type { ResolvedObject } from '#contract/action.ts'

export const userId = '00uA1b2C3d4E5f6G7h8I'

export const oktaUserBody = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: userId,
  status: 'ACTIVE',
  created: '2025-01-02T03:04:05.000Z',
  activated: null,
  statusChanged: '2025-01-02T03:04:05.000Z',
  lastLogin: null,
  lastUpdated: '2025-01-02T03:04:05.000Z',
  passwordChanged: null,
  type: { id: 'oty1' },
  profile: {
    firstName: 'Mina',
    lastName: 'Ito',
    login: 'mina@corp.test',
    email: 'mina@corp.test',
    department: 'Ops',
    secretNote: 'never leaves the connector',
  },
  credentials: { password: {}, recovery_question: { question: 'never leaves the connector' } },
  _links: {},
  ...over,
})

export const userTarget = (id: string): ResolvedObject => resolved('user', id)

/** As the gate would hand it over. */
export const resolved = (type: string, id: string): ResolvedObject => ({
  platform: 'okta',
  type,
  id,
  email: null,
  displayName: null,
  department: null,
  privileged: false,
  labels: [],
  status: null,
})
