import type { Ask } from '#contract/request.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import type { ApiDeps } from '../deps.ts'
import { profilesOf } from '../identity/profile.ts'
import type { Caller } from '../session/caller.ts'
import { openEntries } from './open-entries.ts'
import { seesContent } from './see.ts'
import type { Told } from './shape.ts'

/** With what was said, for whom may see it and while its key stands; else null. */
export type ToldWhole = Told & { ask: Ask | null }

/** Opens what is sealed of rows, many in one look, and each person once. */
export function createTeller(deps: ApiDeps, caller: Caller, tx: Tx) {
  const names = new Map<string, string | null>()

  /** Looks up whoever of them is not known yet; answers how everybody met so far is called. */
  const meet = async (people: readonly string[]): Promise<(person: string) => string | null> => {
    const strangers = people.filter((person) => !names.has(person))
    if (strangers.length > 0) {
      const profiles = await profilesOf(deps, caller.tenant, tx, strangers)
      for (const person of strangers) {
        const profile = profiles.get(person)
        names.set(person, profile?.name ?? profile?.email ?? null)
      }
    }
    return (person) => names.get(person) ?? null
  }

  /** By request. */
  const tell = async (rows: readonly RequestRow[]): Promise<ReadonlyMap<string, ToldWhole>> => {
    const open = rows.filter((row) => row.closed_at === null && seesContent(caller, row))
    const [opened, nameOf] = await Promise.all([
      openEntries(
        deps,
        caller.tenant,
        tx,
        open.map(({ id }) => ({ request: id, name: 'ask' })),
      ),
      meet(rows.flatMap((row) => row.requester_person ?? [])),
    ])
    return new Map(
      rows.map((row) => {
        const ask = (opened(row.id, 'ask') as Ask | undefined) ?? null
        const name = row.requester_person === null ? null : nameOf(row.requester_person)
        return [
          row.id,
          { ask, title: ask?.title ?? null, requesterName: name ?? ask?.requesterEmail ?? null },
        ]
      }),
    )
  }

  return {
    meet,
    tell,
    nameOf: async (person: string): Promise<string | null> => (await meet([person]))(person),
  }
}
