import { googleUserUndelete } from '#catalog/google/user-undelete.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { beforeWrite, nullWhenNotFound } from '../around-write.ts'
import { requireId } from '../ids.ts'
import { readOrgUnit } from '../org-units.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'

export const userUndelete = (run: GoogleRun): Required<ActionConnector> => ({
  async execute(call) {
    const { orgUnit } = parsedParams(googleUserUndelete.params, call.params)
    const userKey = requireId('user', call.target?.id)
    const { value: unit } = await beforeWrite(
      run(call, (api) => readOrgUnit(api, requireId('org_unit', orgUnit))),
    )
    const { requestId } = await run(call, (api) =>
      api.directory.users.undelete({ userKey, requestBody: { orgUnitPath: unit.path } }),
    )
    return { fields: returned(googleUserUndelete.returns, { restored: true }), requestId }
  },

  async happened(call) {
    const userKey = requireId('user', call.target?.id)
    const user = await nullWhenNotFound(run(call, (api) => readUser(api, userKey)))
    return user === null ? 'no' : 'yes'
  },
})
