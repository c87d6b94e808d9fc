import { oktaUserUpdateManager } from '#catalog/okta/user-update-manager.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { resolvedObject } from '../objects.ts'
import { profileWrite } from '../profile-write.ts'
import type { OktaRun } from '../run.ts'

/** `managerId` is the fact; `manager` is a name for people, which the next import may write another way. */
export const userUpdateManager = (run: OktaRun): Required<ActionConnector> =>
  profileWrite(
    run,
    oktaUserUpdateManager,
    (params, call) => {
      const manager = resolvedObject(call, 'user', params.manager)
      return { managerId: manager.id, manager: manager.displayName ?? manager.email ?? manager.id }
    },
    (attribute) => attribute === 'managerId',
  )
