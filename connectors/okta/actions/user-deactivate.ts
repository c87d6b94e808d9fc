import { oktaUserDeactivate } from '#catalog/okta/user-deactivate.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { unlessDeactivated } from '../unless-deactivated.ts'
import { readUser } from '../user.ts'

export const userDeactivate = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const work = run(call, (client) => client.userApi.deactivateUser({ userId, sendEmail: false }))
    const { requestId } = await unlessDeactivated(run, call, userId, work)
    const { value: user } = await afterWrite('okta', requestId, () =>
      run(call, (client) => readUser(client, userId)),
    )
    return { fields: returned(oktaUserDeactivate.returns, { status: user.status }), requestId }
  },

  /** On a large account Okta works on after its answer: on the way there is done. */
  async happened(call) {
    const userId = requireOktaId(call.target?.id)
    const { value: user } = await run(call, (client) => client.userApi.getUser({ userId }))
    return [user.status, user.transitioningToStatus].includes('DEPROVISIONED') ? 'yes' : 'no'
  },
})
