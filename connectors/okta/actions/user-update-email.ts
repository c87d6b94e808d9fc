import { oktaUserUpdateEmail } from '#catalog/okta/user-update-email.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { profileWrite } from '../profile-write.ts'
import type { OktaRun } from '../run.ts'

export const userUpdateEmail = (run: OktaRun): Required<ActionConnector> =>
  profileWrite(run, oktaUserUpdateEmail, ({ email }) => ({ email }))
