import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { StopScope } from '#contract/stop.ts'
import { type StopRow, stopReasonPlace } from '#store/stops.ts'
import type { Tx } from '#store/database.ts'
import { openText } from '#vault/envelope.ts'
import type { ApiDeps } from '../deps.ts'
import { createTeller } from '../requests/told.ts'
import { unlessSealed } from '../unless-sealed.ts'
import type { Caller } from '../session/caller.ts'

const Word = z.strictObject({
  person: z.string(),
  name: z.string().nullable(),
  at: z.iso.datetime(),
  /** Null: the key that it was sealed with was destroyed. */
  reason: z.string().nullable(),
})

export const StopView = z
  .strictObject({
    id: z.string(),
    scope: StopScope,
    stopped: Word,
    /** Null: in force. */
    resumed: Word.nullable(),
  })
  .meta({ id: 'Stop' })
export type StopView = z.infer<typeof StopView>

/** However many there are, whoever said something of them is looked up at once. */
export async function viewsOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  rows: readonly StopRow[],
): Promise<StopView[]> {
  const { tenant } = caller
  const key = await unlessSealed(() => deps.keys.tenant(tenant, 'column'))
  const nameOf = await createTeller(deps, caller, tx).meet(
    rows.flatMap((row) => [row.stopped_by, ...(row.ended_by === null ? [] : [row.ended_by])]),
  )
  const word = (
    stop: string,
    said: { by: string; at: Date; sealed: Buffer; field: 'sealed_reason' | 'end_sealed_reason' },
  ): z.infer<typeof Word> => ({
    person: said.by,
    name: nameOf(said.by),
    at: said.at.toISOString(),
    reason: key && openText([key], said.sealed, stopReasonPlace(tenant, stop, said.field)),
  })
  return rows.map((row) => {
    const { ended_at: at, ended_by: by, end_sealed_reason: sealed } = row
    return {
      id: row.id,
      scope: { platform: row.platform, action: row.action },
      stopped: word(row.id, {
        by: row.stopped_by,
        at: row.stopped_at,
        sealed: row.sealed_reason,
        field: 'sealed_reason',
      }),
      resumed:
        at && by !== null && sealed ? word(row.id, { by, at, sealed, field: 'end_sealed_reason' }) : null,
    }
  })
}

/** Of one. */
export async function viewOf(deps: ApiDeps, caller: Caller, tx: Tx, row: StopRow): Promise<StopView> {
  const [view] = await viewsOf(deps, caller, tx, [row])
  if (!view) throw new DexError('internal', 'the stop is not there')
  return view
}
