import { googleGroupListMembers } from '#catalog/google/group-list-members.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { listMembers } from '../members.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'

export const groupListMembers = (run: GoogleRun): ActionConnector =>
  reading(run, googleGroupListMembers, async (api, _params, call) => ({
    members: await listMembers(api, requireId('group', call.target?.id)),
  }))
