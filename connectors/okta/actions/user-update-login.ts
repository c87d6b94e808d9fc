import { oktaUserUpdateLogin } from '#catalog/okta/user-update-login.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { profileWrite } from '../profile-write.ts'
import type { OktaRun } from '../run.ts'

export const userUpdateLogin = (run: OktaRun): Required<ActionConnector> =>
  profileWrite(run, oktaUserUpdateLogin, ({ login }) => ({ login }))
