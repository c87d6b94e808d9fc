import type { LogEntry } from '#contract/log-entry.ts'

export interface OcsfClass {
  uid: number
  name: string
  category: number
  categoryName: string
}

const iam = { category: 3, categoryName: 'Identity & Access Management' }

/** Ids and captions of OCSF 1.8.0. */
export const ocsfClasses = {
  accountChange: { uid: 3001, name: 'Account Change', ...iam },
  authentication: { uid: 3002, name: 'Authentication', ...iam },
  groupManagement: { uid: 3006, name: 'Group Management', ...iam },
  apiActivity: { uid: 6003, name: 'API Activity', category: 6, categoryName: 'Application Activity' },
} as const satisfies Record<string, OcsfClass>

type Activity = readonly [id: number, name: string]

/** Verbs of actions on an account; any other is `99`, by its own name. */
export const accountActivities: Readonly<Record<string, Activity>> = {
  create: [1, 'Create'],
  activate: [2, 'Enable'],
  enable: [2, 'Enable'],
  unsuspend: [2, 'Enable'],
  undelete: [2, 'Enable'],
  restore: [2, 'Enable'],
  reset_password: [4, 'Password Reset'],
  expire_password: [4, 'Password Reset'],
  deactivate: [5, 'Disable'],
  disable: [5, 'Disable'],
  suspend: [5, 'Disable'],
  create_temporary_access_pass: [10, 'MFA Factor Enable'],
  generate_backup_codes: [10, 'MFA Factor Enable'],
  reset_factor: [11, 'MFA Factor Disable'],
  reset_factors: [11, 'MFA Factor Disable'],
  delete_auth_method: [11, 'MFA Factor Disable'],
  turn_off_2sv: [11, 'MFA Factor Disable'],
  unlock: [12, 'Unlock'],
}

export const groupActivities: Readonly<Record<string, Activity>> = {
  add_member: [3, 'Add User'],
  remove_member: [4, 'Remove User'],
}

/** Kinds of entries that are one of API Activity's; any other is `99`, by its own name. */
export const apiActivities: Readonly<Partial<Record<LogEntry['kind'], Activity>>> = {
  'request.opened': [1, 'Create'],
  'tenant.created': [1, 'Create'],
  'connection.made': [1, 'Create'],
  'action.read': [2, 'Read'],
  'activity.read': [2, 'Read'],
  'activity.exported': [2, 'Read'],
  'content.viewed': [2, 'Read'],
  'action.outcome': [3, 'Update'],
  'settings.changed': [3, 'Update'],
  'bundle.published': [3, 'Update'],
  'writes.stopped': [3, 'Update'],
  'writes.resumed': [3, 'Update'],
  'connection.ended': [4, 'Delete'],
  'content.destroyed': [4, 'Delete'],
  'evidence.destroyed': [4, 'Delete'],
}
