import { deleteEndedSessions } from '#store/sessions.ts'
import { deleteOldStepUps } from '#store/step-ups.ts'
import { listTenants } from '#store/tenants.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { absoluteMsMax, idleMsMax } from './limits.ts'

const everyMs = 10 * 60_000

/** Ended sessions open nothing already; their rows go too. */
export async function sweepSessions(deps: Pick<ApiDeps, 'database' | 'clock'>): Promise<number> {
  let swept = 0
  for (const { tenant } of await listTenants(deps.database)) {
    swept += await deps.database.transaction(tenant, async (tx) => {
      await deleteOldStepUps(tenant, tx, new Date(deps.clock() - absoluteMsMax))
      return deleteEndedSessions(tenant, tx, new Date(deps.clock()), idleMsMax)
    })
  }
  return swept
}

export function addSessionSweep(app: App, deps: ApiDeps): void {
  const timer = setInterval(() => {
    sweepSessions(deps).catch(() => deps.logger.warn({ code: 'database_unavailable' }, 'sessions not swept'))
  }, everyMs).unref()
  app.addHook('preClose', async () => clearInterval(timer))
}
