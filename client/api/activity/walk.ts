import type { TenantId } from '#contract/ids.ts'
import { type LogRow, readLog } from '#store/log.ts'
import type { ApiDeps } from '../deps.ts'

const pageRows = 500

/** Every row up to and with `last`, a page in memory at a time, each page in a transaction of its own. */
export async function* walkLog(
  deps: Pick<ApiDeps, 'database'>,
  tenant: TenantId,
  last: number,
): AsyncGenerator<LogRow> {
  let after = 0
  while (after < last) {
    const range = { after, limit: Math.min(pageRows, last - after) }
    const rows = await deps.database.transaction(tenant, (tx) => readLog(tenant, tx, range))
    if (rows.length === 0) return
    for (const row of rows) {
      if (row.seq > last) return
      yield row
      after = row.seq
    }
  }
}
