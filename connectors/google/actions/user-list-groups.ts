import { googleUserListGroups } from '#catalog/google/user-list-groups.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { listGroupsOf } from '../groups.ts'
import { requireId } from '../ids.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'

export const userListGroups = (run: GoogleRun): ActionConnector =>
  reading(run, googleUserListGroups, async (api, _params, call) => ({
    groups: (await listGroupsOf(api, requireId('user', call.target?.id))).map(({ id, email, name }) => ({
      id,
      email,
      name,
    })),
  }))
