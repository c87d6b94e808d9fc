import { once } from 'node:events'
import type { Worker } from '@temporalio/worker'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Logger } from '#contract/logger.ts'

interface Tenant {
  tenant: TenantId
  state: string
  /** Of its own, or `null`: the shared one. */
  namespace: string | null
}

interface TenantWorkers<Row extends Tenant> {
  tenants(): Promise<Row[]>
  start(row: Row): Promise<Worker>
  logger: Logger
}

const tenantsEveryMs = 2_000

/**
 * One worker for each active tenant that `tenants` names, asked again every two seconds: a new tenant gets one, a suspended
 * one's ends. `ready` resolves once those of the first answer poll; `ended` rejects when the worker of a tenant in the
 * shared namespace fails, and not for one in its own: no tenant keeps another from being served.
 */
export function runTenantWorkers<Row extends Tenant>({ tenants, start, logger }: TenantWorkers<Row>) {
  const workers = new Map<TenantId, Worker>()
  const stopping = new AbortController()
  let fail: (error: unknown) => void = () => undefined
  const runs: Promise<void>[] = []
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  const sayUnserved = (tenant: TenantId, error: unknown): void => {
    const code = error instanceof DexError ? error.code : 'temporal_unavailable'
    logger.error({ tenant, code }, 'a tenant cannot be served')
  }
  const look = async () => {
    for (const row of await tenants()) {
      const { tenant, state } = row
      const polled = workers.get(tenant)
      if (polled && state !== 'active') {
        // Suspended: what waits goes on waiting, since nobody takes its tasks.
        workers.delete(tenant)
        if (polled.getState() === 'RUNNING') polled.shutdown()
        logger.info({ tenant, code: state }, 'polling no more')
      }
      if (state !== 'active' || polled || stopping.signal.aborted) continue
      const worker = await start(row).catch((error: unknown) => {
        // One tenant without its keys, or its namespace, keeps no other from being served.
        if (!(error instanceof DexError) && row.namespace === null) throw error
        sayUnserved(tenant, error)
        return null
      })
      if (!worker) continue
      workers.set(tenant, worker)
      const unserved = (error: unknown): void => {
        if (row.namespace === null) return fail(error)
        sayUnserved(tenant, error)
        workers.delete(tenant)
      }
      runs.push(worker.run().catch(unserved))
      logger.info({ tenant }, 'polling')
    }
  }
  const ready = look()
  const watch = async () => {
    await ready
    while (!stopping.signal.aborted) {
      await Promise.race([
        new Promise((resolve) => setTimeout(resolve, tenantsEveryMs)),
        once(stopping.signal, 'abort'),
      ])
      if (stopping.signal.aborted) return
      await look().catch((error: unknown) => {
        // The next look may find the database again; the tenants polled for go on.
        logger.warn(
          { code: error instanceof DexError ? error.code : 'internal' },
          'tenants could not be read',
        )
      })
    }
  }
  const watching = watch()
  const shutDown = (): void => {
    for (const worker of workers.values()) if (worker.getState() === 'RUNNING') worker.shutdown()
  }
  const ended = Promise.race([watching.then(() => Promise.all(runs)), failed]).then(() => undefined)
  ended.catch(() => undefined)
  return {
    ready,
    ended,
    async stop() {
      stopping.abort()
      shutDown()
      // A worker that was just being started runs by then, and holds its connection until it is shut down too.
      await watching.catch(() => undefined)
      shutDown()
      await Promise.allSettled(runs)
    },
  }
}
