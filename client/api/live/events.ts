import { z } from 'zod'
import type { LogRow } from '#store/log.ts'
import { liveKinds, type LogKind } from './kinds.ts'

/** That something changed, by id; what it is now, the one who is told reads for themselves, under their own rights. */
export interface LiveEvent {
  seq: number
  kind: LogKind
  request: string | null
  approval: string | null
}

const Entry = z.looseObject({
  kind: z.string(),
  request: z.string().optional(),
  approval: z.string().optional(),
})

/** Null for what no page shows as it happens. */
export function eventOf(row: LogRow): LiveEvent | null {
  const { kind, request = null, approval = null } = Entry.parse(JSON.parse(row.entry))
  const known = liveKinds.find((each) => each === kind)
  return known === undefined ? null : { seq: row.seq, kind: known, request, approval }
}
