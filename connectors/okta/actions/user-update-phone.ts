import { oktaUserUpdatePhone } from '#catalog/okta/user-update-phone.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { profileWrite } from '../profile-write.ts'
import type { OktaRun } from '../run.ts'

export const userUpdatePhone = (run: OktaRun): Required<ActionConnector> =>
  profileWrite(run, oktaUserUpdatePhone, ({ phone }) => ({ mobilePhone: phone }))
