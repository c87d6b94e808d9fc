import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

/** Until the transaction ends nobody else is at the same: who says something twice at once is heard once. */
export async function oneAtATime(tenant: TenantId, tx: Tx, what: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${what}/${tenant}`}, 0))`.execute(tx)
}
