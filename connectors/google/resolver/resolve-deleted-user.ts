import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { collect } from '../collect.ts'
import { isId } from '../ids.ts'
import type { GoogleRun } from '../run.ts'
import { toGoogleUser } from '../user.ts'
import { resolvedUser } from './to-resolved.ts'

const DELETED_MAX = 10_000

/** A user deleted in the last 20 days: Google shows them in a list alone. What roles they come back with is unknown. */
export async function resolveDeletedUser(
  run: GoogleRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isId('user', userId)) return null
  const { value: deleted } = await run({ credential, signal }, (api) =>
    collect(
      async (pageToken) => {
        const page = { maxResults: 500, ...(pageToken !== undefined && { pageToken }) }
        return (await api.directory.users.list({ customer: 'my_customer', showDeleted: 'true', ...page }))
          .data
      },
      (page) => page.users,
      DELETED_MAX,
    ),
  )
  const found = deleted.map((user) => toGoogleUser(user)).find(({ id }) => id === userId)
  return found === undefined ? null : resolvedUser('deleted_user', found, found.admin)
}
