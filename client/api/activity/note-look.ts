import { appendLogAlone } from '#store/log.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

const everyMs = 3_600_000
const keptMax = 10_000

/**
 * Puts on record that somebody looks at the log: once an hour and session, since a page that asks again each few seconds
 * would fill the log with itself.
 */
export function noteFirstLook(deps: Pick<ApiDeps, 'database' | 'clock'>): (caller: Caller) => Promise<void> {
  const looked = new Map<string, number>()
  return async ({ tenant, person, sessionHash }) => {
    const now = deps.clock()
    if (now - (looked.get(sessionHash) ?? Number.NEGATIVE_INFINITY) < everyMs) return
    await appendLogAlone(tenant, deps.database, {
      v: 1,
      kind: 'activity.read',
      at: new Date(now).toISOString(),
      by: { role: 'api', person },
    })
    if (looked.size >= keptMax) looked.delete(looked.keys().next().value ?? '')
    looked.set(sessionHash, now)
  }
}
