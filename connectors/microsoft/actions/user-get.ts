import { microsoftUserGet } from '#catalog/microsoft/user-get.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import type { MicrosoftRun } from '../run.ts'
import { readUser } from '../user.ts'

export const userGet = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const user = await readUser(graph, id)
      return returned(microsoftUserGet.returns, {
        id: user.id,
        upn: user.userPrincipalName,
        mail: user.mail,
        name: user.displayName ?? user.userPrincipalName,
        department: user.department,
        title: user.jobTitle,
        enabled: user.accountEnabled,
        userType: user.userType,
        usageLocation: user.usageLocation,
        created: user.createdDateTime,
        passwordChanged: user.lastPasswordChangeDateTime,
        sessionsValidFrom: user.signInSessionsValidFromDateTime,
        synchronised: user.onPremisesSyncEnabled === true,
      })
    })
    return { fields: value, requestId }
  },
})
