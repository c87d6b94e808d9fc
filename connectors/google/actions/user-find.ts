import { googleUserFind } from '#catalog/google/user-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'
import { searchUsers } from '../search-users.ts'

export const userFind = (run: GoogleRun): ActionConnector =>
  reading(run, googleUserFind, async (api, { text }) => ({
    users: (await searchUsers(api, text)).map(({ id, email, name, department, status }) => ({
      id,
      email,
      name,
      department,
      status,
    })),
  }))
