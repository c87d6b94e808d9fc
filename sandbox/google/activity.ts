/** Events of the vendor's catalog that this stand-in writes, with their types. */
export const eventTypes = {
  SUSPEND_USER: 'USER_SETTINGS',
  UNSUSPEND_USER: 'USER_SETTINGS',
  CHANGE_PASSWORD: 'USER_SETTINGS',
  CHANGE_PASSWORD_ON_NEXT_LOGIN: 'USER_SETTINGS',
  MOVE_USER_TO_ORG_UNIT: 'USER_SETTINGS',
  CHANGE_RECOVERY_EMAIL: 'USER_SETTINGS',
  ADD_RECOVERY_EMAIL: 'USER_SETTINGS',
  REMOVE_RECOVERY_EMAIL: 'USER_SETTINGS',
  CHANGE_RECOVERY_PHONE: 'USER_SETTINGS',
  ADD_RECOVERY_PHONE: 'USER_SETTINGS',
  REMOVE_RECOVERY_PHONE: 'USER_SETTINGS',
  CHANGE_FIRST_NAME: 'USER_SETTINGS',
  CHANGE_LAST_NAME: 'USER_SETTINGS',
  CHANGE_USER_ORGANIZATION: 'USER_SETTINGS',
  CHANGE_USER_RELATION: 'USER_SETTINGS',
  CHANGE_USER_PHONE_NUMBER: 'USER_SETTINGS',
  ADD_NICKNAME: 'USER_SETTINGS',
  UNDELETE_USER: 'USER_SETTINGS',
  RESET_SIGNIN_COOKIES: 'USER_SETTINGS',
  TURN_OFF_2_STEP_VERIFICATION: 'USER_SETTINGS',
  GENERATE_2SV_SCRATCH_CODES: 'USER_SETTINGS',
  REVOKE_3LO_TOKEN: 'USER_SETTINGS',
  ADD_GROUP_MEMBER: 'GROUP_SETTINGS',
  REMOVE_GROUP_MEMBER: 'GROUP_SETTINGS',
  USER_LICENSE_ASSIGNMENT: 'LICENSES_SETTINGS',
  USER_LICENSE_REVOKE: 'LICENSES_SETTINGS',
  ACTION_REQUESTED: 'MOBILE_SETTINGS',
  login_success: 'login',
  authorize: 'auth',
} as const
export type EventName = keyof typeof eventTypes

/** As the Reports API has it; `visibleAt` (milliseconds since the epoch) is ours: events arrive late. */
export interface Activity {
  applicationName: 'admin' | 'login' | 'token'
  time: string
  uniqueQualifier: string
  actor: { email: string; profileId: string }
  clientId: string | null
  name: EventName
  parameters: Record<string, string>
  visibleAt: number
}

export interface ActivityFacts {
  applicationName?: Activity['applicationName']
  name: EventName
  parameters: Record<string, string>
}
