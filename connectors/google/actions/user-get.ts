import { googleUserGet } from '#catalog/google/user-get.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'

export const userGet = (run: GoogleRun): ActionConnector =>
  reading(run, googleUserGet, async (api, _params, call) => {
    const user = await readUser(api, requireId('user', call.target?.id))
    const {
      admin: _admin,
      raw: _raw,
      customerId: _customer,
      recoveryEmail: _email,
      recoveryPhone: _phone,
      ...shown
    } = user
    return shown
  })
