import { catalog } from '#catalog/index.ts'
import { type ApiDeps, apiDefaults } from '#client/api/deps.ts'
import type { Logger } from '#contract/logger.ts'
import { createMetrics } from '#process/metrics.ts'
import type { World } from '../../test/support/world.ts'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** What the door's own function needs, without an api around it. */
export function doorOf(world: World): ApiDeps {
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
    undoKeys: shared.undoKeys,
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
