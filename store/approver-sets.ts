import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

/** Among which approvers somebody is, as the gate read it last. */
export interface ApproverSets {
  /** Themselves, and those as whose deputy they decide. */
  people: string[]
  /** Dex's roles, by the tenant's groups. */
  roles: string[]
  /** Platform-qualified ids. */
  groups: string[]
}

/** By person; whoever was never read is not in it. */
export async function listApproverSets(tenant: TenantId, tx: Tx): Promise<ReadonlyMap<string, ApproverSets>> {
  const rows = await tx
    .selectFrom('approver_sets')
    .select(['person', 'people', 'roles', 'groups'])
    .where('tenant', '=', tenant)
    .execute()
  return new Map(rows.map(({ person, ...sets }) => [person, sets]))
}

export async function putApproverSets(
  tenant: TenantId,
  tx: Tx,
  person: string,
  sets: ApproverSets,
  at: Date,
): Promise<void> {
  const row = { ...sets, read_at: at }
  await tx
    .insertInto('approver_sets')
    .values({ tenant, person, ...row })
    .onConflict((conflict) => conflict.columns(['tenant', 'person']).doUpdateSet(row))
    .execute()
}
