import { z } from 'zod'
import type { Tx } from '#store/database.ts'
import type { DeputyRow } from '#store/deputies.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import type { Caller } from '../session/caller.ts'

const Named = z.strictObject({ person: z.string(), name: z.string().nullable(), you: z.boolean() })

/** Who decides on whose behalf, and until when. */
export const DeputyView = z
  .strictObject({
    id: z.string(),
    /** Who is away. */
    person: Named,
    deputy: Named,
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    /** `ended`: taken back before its time. */
    state: z.enum(['planned', 'in_force', 'over', 'ended']),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Deputy' })
export type DeputyView = z.infer<typeof DeputyView>

export async function viewOf(
  deps: ApiDeps,
  { tenant, person }: Caller,
  tx: Tx,
  row: DeputyRow,
): Promise<DeputyView> {
  const named = async (id: string) => {
    const profile = await profileOf(deps, tenant, tx, id)
    return { person: id, name: profile?.name ?? profile?.email ?? null, you: id === person }
  }
  return {
    id: row.id,
    person: await named(row.person),
    deputy: await named(row.deputy),
    from: row.from_at.toISOString(),
    until: row.until_at.toISOString(),
    state: stateOf(row, deps.clock()),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}

function stateOf(row: DeputyRow, now: number): DeputyView['state'] {
  if (row.ended_at !== null) return 'ended'
  if (row.until_at.getTime() <= now) return 'over'
  return row.from_at.getTime() > now ? 'planned' : 'in_force'
}
