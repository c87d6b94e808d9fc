import { oktaUserUpdateDepartment } from '#catalog/okta/user-update-department.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { profileWrite } from '../profile-write.ts'
import type { OktaRun } from '../run.ts'

export const userUpdateDepartment = (run: OktaRun): Required<ActionConnector> =>
  profileWrite(run, oktaUserUpdateDepartment, ({ department }) => ({ department }))
