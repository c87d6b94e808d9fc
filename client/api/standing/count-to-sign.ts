import type { Tx } from '#store/database.ts'
import { listStanding } from '#store/standing-record.ts'
import type { Caller } from '../session/caller.ts'
import { maySignOf } from './terms.ts'

/** More than these wait for nobody's eyes at once. */
const countedMax = 100

/** Standing approvals that wait for the caller's own signature. */
export async function countToSign(caller: Caller, tx: Tx, now: Date): Promise<number> {
  const rows = await listStanding(caller.tenant, tx, { waiting: true, now, limit: countedMax })
  const maySign = await maySignOf(caller, tx, rows)
  return rows.filter((row) => maySign(row) && !row.signatures.some(({ person }) => person === caller.person))
    .length
}
