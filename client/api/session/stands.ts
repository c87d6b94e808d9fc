import { findPerson } from '#store/people.ts'
import { peekSession } from '#store/sessions.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { idleMsMax } from './limits.ts'

/** Whether the caller's session and account still stand; looking does not count as use of it. */
export async function sessionStands(
  deps: Pick<ApiDeps, 'database' | 'clock'>,
  caller: Caller,
): Promise<boolean> {
  const { tenant, person, sessionHash } = caller
  return deps.database.read(tenant, async (tx) => {
    const row = await peekSession(tenant, tx, sessionHash, new Date(deps.clock()), idleMsMax)
    return row !== undefined && (await findPerson(tenant, tx, person))?.state === 'active'
  })
}
