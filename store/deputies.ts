import type { Selectable } from 'kysely'
import type { SignedDeputy } from '#contract/deputy.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export type DeputyRow = Selectable<Schema['deputies']>

export async function insertDeputy(
  tenant: TenantId,
  tx: Tx,
  { statement, signature }: SignedDeputy,
): Promise<DeputyRow> {
  return tx
    .insertInto('deputies')
    .values({
      tenant,
      id: statement.id,
      person: statement.person.person,
      deputy: statement.deputy,
      from_at: statement.from,
      until_at: statement.until,
      statement: JSON.stringify(statement),
      signature,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export interface DeputyFilter {
  id?: string
  /** Who is away. */
  person?: string
  deputy?: string
  /** In force at this moment. */
  at?: Date
  limit: number
}

/** The latest first. */
export async function listDeputies(tenant: TenantId, tx: Tx, filter: DeputyFilter): Promise<DeputyRow[]> {
  let query = tx.selectFrom('deputies').selectAll().where('tenant', '=', tenant)
  if (filter.id !== undefined) query = query.where('id', '=', filter.id)
  if (filter.person !== undefined) query = query.where('person', '=', filter.person)
  if (filter.deputy !== undefined) query = query.where('deputy', '=', filter.deputy)
  if (filter.at !== undefined)
    query = query
      .where('ended_at', 'is', null)
      .where('from_at', '<=', filter.at)
      .where('until_at', '>', filter.at)
  return query.orderBy('created_at', 'desc').orderBy('id').limit(filter.limit).execute()
}

/** False where it had ended before. */
export async function endDeputy(
  tenant: TenantId,
  tx: Tx,
  id: string,
  end: { by: string; at: Date },
): Promise<boolean> {
  const ended = await tx
    .updateTable('deputies')
    .set({ ended_at: end.at, ended_by: end.by })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return ended !== undefined
}
