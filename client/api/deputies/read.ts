import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Tx } from '#store/database.ts'
import type { DeputyRow } from '#store/deputies.ts'
import type { ApiDeps } from '../deps.ts'
import { createTeller } from '../requests/told.ts'
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

/** However many there are, whoever they name is looked up at once. */
export async function viewsOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  rows: readonly DeputyRow[],
): Promise<DeputyView[]> {
  const nameOf = await createTeller(deps, caller, tx).meet(rows.flatMap((row) => [row.person, row.deputy]))
  const named = (id: string) => ({ person: id, name: nameOf(id), you: id === caller.person })
  return rows.map((row) => ({
    id: row.id,
    person: named(row.person),
    deputy: named(row.deputy),
    from: row.from_at.toISOString(),
    until: row.until_at.toISOString(),
    state: stateOf(row, deps.clock()),
    endedAt: row.ended_at?.toISOString() ?? null,
  }))
}

/** Of one. */
export async function viewOf(deps: ApiDeps, caller: Caller, tx: Tx, row: DeputyRow): Promise<DeputyView> {
  const [view] = await viewsOf(deps, caller, tx, [row])
  if (!view) throw new DexError('internal', 'the deputy is not there')
  return view
}

function stateOf(row: DeputyRow, now: number): DeputyView['state'] {
  if (row.ended_at !== null) return 'ended'
  if (row.until_at.getTime() <= now) return 'over'
  return row.from_at.getTime() > now ? 'planned' : 'in_force'
}
