import type { PushTarget } from './push-target.ts'
import { LogEntry } from '#contract/log-entry.ts'
import { findLogCursor, moveLogCursor } from '#store/log-cursors.ts'
import { readLog } from '#store/log.ts'
import type { GateDeps } from '../deps.ts'

const batchMax = 200
/** One run ends after so long; the next goes on. */
const runMs = 20_000

/**
 * Sends what each target does not have yet, in order. At least once: the cursor moves after the other side has taken a
 * batch, so that a crash between sends it again, with the same `tenant/seq` in it.
 */
export async function push(deps: GateDeps): Promise<{ sent: number }> {
  let sent = 0
  const failures: unknown[] = []
  for (const target of deps.pushTargets) {
    try {
      sent += await catchUp(deps, target)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return { sent }
}

async function catchUp(deps: GateDeps, target: PushTarget): Promise<number> {
  const { tenant, database } = deps
  const cursor = `push/${target.name}`
  const until = deps.clock() + runMs
  let sent = 0
  for (;;) {
    const rows = await database.read(tenant, async (tx) => {
      const after = (await findLogCursor(tenant, tx, cursor))?.seq ?? 0
      return readLog(tenant, tx, { after, limit: batchMax })
    })
    const last = rows.at(-1)
    if (!last) return sent
    await target.send(
      rows.map(({ seq, hash, entry }) => ({ seq, hash, entry: LogEntry.parse(JSON.parse(entry)) })),
    )
    await database.transaction(tenant, (tx) =>
      moveLogCursor(tenant, tx, cursor, { seq: last.seq, hash: last.hash, at: new Date(deps.clock()) }),
    )
    sent += rows.length
    if (rows.length < batchMax || deps.clock() > until) return sent
  }
}
