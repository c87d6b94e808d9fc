import { isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { Ask } from '#contract/request.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import type { Caller } from '../session/caller.ts'
import { seesContent } from './see.ts'
import type { Told } from './shape.ts'

/** What was said, for whom may see it and while its key stands; else null. */
export async function askOf(deps: ApiDeps, caller: Caller, tx: Tx, row: RequestRow): Promise<Ask | null> {
  if (row.closed_at !== null || !seesContent(caller, row)) return null
  const id = row.id as RequestId
  try {
    const key = await deps.keys.request(caller.tenant, id)
    return ((await scratchOf(caller.tenant, tx, id, key).get('ask')) as Ask | undefined) ?? null
  } catch (error) {
    if (isDexError(error, 'sealed')) return null
    throw error
  }
}

/** Opens what is sealed of one row after another, and each person once. */
export function createTeller(deps: ApiDeps, caller: Caller, tx: Tx) {
  const names = new Map<string, string | null>()
  const nameOf = async (person: string): Promise<string | null> => {
    const known = names.get(person)
    if (known !== undefined) return known
    const profile = await profileOf(deps, caller.tenant, tx, person)
    const name = profile?.name ?? profile?.email ?? null
    names.set(person, name)
    return name
  }
  return {
    nameOf,
    async told(row: RequestRow): Promise<Told & { ask: Ask | null }> {
      const ask = await askOf(deps, caller, tx, row)
      const name = row.requester_person === null ? null : await nameOf(row.requester_person)
      return { ask, title: ask?.title ?? null, requesterName: name ?? ask?.requesterEmail ?? null }
    },
  }
}
