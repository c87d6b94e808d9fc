import { oktaUserUpdateProfile } from '#catalog/okta/user-update-profile.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { profileWrite } from '../profile-write.ts'
import type { OktaRun } from '../run.ts'

export const userUpdateProfile = (run: OktaRun): Required<ActionConnector> =>
  profileWrite(run, oktaUserUpdateProfile, (params) =>
    Object.fromEntries(
      Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  )
