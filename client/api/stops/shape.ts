import { z } from 'zod'
import { StopScope } from '#contract/stop.ts'
import { type StopRow, stopReasonPlace } from '#store/stops.ts'
import type { Tx } from '#store/database.ts'
import { openText } from '#vault/envelope.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import type { Caller } from '../session/caller.ts'

const Word = z.strictObject({
  person: z.string(),
  name: z.string().nullable(),
  at: z.iso.datetime(),
  reason: z.string(),
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

export async function viewOf(deps: ApiDeps, { tenant }: Caller, tx: Tx, row: StopRow): Promise<StopView> {
  const key = await deps.keys.tenant(tenant, 'column')
  const word = async (
    person: string,
    at: Date,
    sealed: Buffer,
    field: 'sealed_reason' | 'end_sealed_reason',
  ): Promise<z.infer<typeof Word>> => {
    const profile = await profileOf(deps, tenant, tx, person)
    const reason = openText([key], sealed, stopReasonPlace(tenant, row.id, field))
    return { person, name: profile?.name ?? profile?.email ?? null, at: at.toISOString(), reason }
  }
  const { ended_at: endedAt, ended_by: endedBy, end_sealed_reason: endReason } = row
  return {
    id: row.id,
    scope: { platform: row.platform, action: row.action },
    stopped: await word(row.stopped_by, row.stopped_at, row.sealed_reason, 'sealed_reason'),
    resumed:
      endedAt && endedBy !== null && endReason
        ? await word(endedBy, endedAt, endReason, 'end_sealed_reason')
        : null,
  }
}
