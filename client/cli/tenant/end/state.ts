import { resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { adminUrlOf } from '../../admin-database.ts'
import type { Run } from '../../command.ts'

export type Change = 'suspended' | 'active' | 'deleting'
const kinds = {
  suspended: 'tenant.suspended',
  active: 'tenant.resumed',
  deleting: 'tenant.deleting',
} as const

export function tenantOf(name: string): TenantId {
  const parsed = TenantId.safeParse(name)
  if (parsed.success) return parsed.data
  throw new DexError('usage', `\`${name}\` is not a tenant's name: lower-case letters, digits, dashes`)
}

/** As the database's owner. */
export async function asOwner<Result>(
  { io, data }: Run,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const url = await adminUrlOf(resolve(data), io.env)
  const database = createDatabase({ url, applicationName: 'dex-tenant', connectionsMax: 2 })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/**
 * Suspended: doors refuse with 403 `tenant_suspended`, the gate denies, workers take no more of its tasks, and what waits goes
 * on waiting. What is being deleted is never brought back. Answers false when it was in that state already; throws
 * `not_found`.
 */
export async function changeState(database: Database, tenant: TenantId, to: Change): Promise<boolean> {
  return database.transaction(tenant, async (tx) => {
    const row = await tx
      .selectFrom('tenants')
      .select('state')
      .where('tenant', '=', tenant)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw new DexError('not_found', `there is no tenant \`${tenant}\``)
    if (row.state === to) return false
    if (row.state === 'deleting') {
      throw new DexError('changed_meanwhile', `\`${tenant}\` is being deleted`, {
        mend: 'finish it: dex tenant delete',
      })
    }
    await tx.updateTable('tenants').set({ state: to }).where('tenant', '=', tenant).execute()
    await appendLog(tenant, tx, {
      v: 1,
      kind: kinds[to],
      at: new Date().toISOString(),
      by: { role: 'dex' },
    })
    return true
  })
}
