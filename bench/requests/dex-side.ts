import { randomUUID } from 'node:crypto'
import { catalog } from '#catalog/index.ts'
import { type ApiDeps, apiDefaults } from '#client/api/deps.ts'
import { openRequest } from '#client/api/doors/open-request.ts'
import type { Logger } from '#contract/logger.ts'
import { createMetrics } from '#process/metrics.ts'
import { spawnWorker } from '../../test/support/processes.ts'
import type { Person, World } from '../../test/support/world.ts'
import type { Side } from './side.ts'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Dex as it is: the door's own function, gate and think in processes of their own. */
export async function startDex(world: World, admin: Person): Promise<Side> {
  const deps = depsOf(world)
  const workers = await Promise.all([spawnWorker(world, 'gate'), spawnWorker(world, 'think')])
  const lookup = await world.lookup(admin.email)
  return {
    async start(ticket) {
      const doorKey = randomUUID()
      await openRequest(deps, {
        tenant: world.tenant,
        source: 'desk',
        doorKey,
        channel: 'pro',
        assurance: 'verified',
        requester: { person: admin.id, lookup },
        authors: [admin.id, lookup],
        ask: { ...ticket, url: null },
      })
      return world.temporal.workflow.getHandle(`${world.tenant}/desk/${doorKey}`)
    },
    assertDone(result) {
      const { status } = result as { status: string }
      if (status !== 'resolved') throw new Error(`dex: ${JSON.stringify(result)}`)
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

function depsOf(world: World): ApiDeps {
  const { shared, signer, temporal } = world
  return {
    ...apiDefaults,
    profile: 'sandbox',
    publicUrl: 'http://127.0.0.1',
    database: world.database('dex_api'),
    keys: {
      createRequest: shared.requestKeys.create,
      request: shared.requestKeys.find,
      destroyRequest: shared.requestKeys.destroy,
      tenant: shared.tenantKeys.get,
    },
    tenantKeys: shared.tenantKeys,
    evidenceKey: shared.evidenceKeys.byId,
    secretKeys: shared.secretKeys,
    doorKey: () => Promise.reject(new Error('no webhook comes in here')),
    signer,
    temporal: async () => temporal,
    fetchFor: () => fetch,
    timing: { thinkMs: 60_000, gateMs: 60_000, escalatedMs: 1_000 },
    clock: Date.now,
    logger: silent,
    metrics: createMetrics('bench'),
    temporalWebUrl: null,
    catalog,
  }
}
