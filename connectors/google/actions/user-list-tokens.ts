import { googleUserListTokens } from '#catalog/google/user-list-tokens.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'
import { listTokens } from '../tokens.ts'

export const userListTokens = (run: GoogleRun): ActionConnector =>
  reading(run, googleUserListTokens, async (api, _params, call) => ({
    tokens: await listTokens(api, requireId('user', call.target?.id)),
  }))
