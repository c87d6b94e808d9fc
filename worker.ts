import { once } from 'node:events'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Client, Connection } from '@temporalio/client'
import { bundleWorkflowCode, NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker'
import {
  createDeciders,
  createGateActivities,
  createThinkActivities,
  createWorkflowControl,
  ensureReconcileSchedule,
  type GateDeps,
  type Speaker,
} from '#activities/index.ts'
import { createDeskSender } from '#channels/desk/sender.ts'
import { createConnectors } from '#connectors/index.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Logger } from '#contract/logger.ts'
import { gateQueue, thinkQueue } from '#contract/messages.ts'
import { createDelegation } from '#delegation/index.ts'
import { createEgress } from '#egress/egress.ts'
import { createAnthropicModel } from '#model/anthropic.ts'
import { type Configuration, readConfiguration } from '#process/configuration/read.ts'
import { createLogger } from '#process/logging.ts'
import { createMetrics, serveMetrics } from '#process/metrics.ts'
import { temporalConnectionOptions } from '#process/temporal-connection.ts'
import { createConnectionStore } from '#store/connections.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { findPlatformClient } from '#store/identity.ts'
import { findSender } from '#store/sources.ts'
import { listTenants } from '#store/tenants.ts'
import { createDataConverter, failureConverterPath } from '#vault/codec/data-converter.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { open, openText, seal } from '#vault/envelope.ts'
import { createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { openSharedKeys, type SharedKeys } from '#vault/shared-keys.ts'
import { loadSigner } from '#vault/signing.ts'
import { createVerifier } from '#vault/verifying.ts'

type Role = 'gate' | 'think'
/** Builds the one worker of a tenant's queue. */
type StartTenant = (tenant: TenantId) => Promise<Worker>

export interface RunningWorker {
  /** Resolves once every tenant known at the start is polled for. */
  ready: Promise<void>
  stop(): Promise<void>
  /** Settles when the process has nothing left to do, or rejects when a worker fails. */
  ended: Promise<void>
}

const tenantsEveryMs = 2_000

/** The worker process of one role: polls its queue of every tenant, and learns of new ones from the `tenants` table. */
export async function startWorker(
  configuration: Configuration<'gate'> | Configuration<'think'>,
): Promise<RunningWorker> {
  const { role } = configuration
  const logger = createLogger({ part: role, level: configuration.logLevel })
  const database = createDatabase({ url: configuration.databaseUrl, applicationName: `dex-${role}` })
  await database.assertSchema()
  const keys = openSharedKeys({
    shared: configuration.keysShared,
    requestKeys: configuration.requestKeys,
    profile: configuration.profile,
  })
  const connection = await NativeConnection.connect(await temporalConnectionOptions(configuration))
  const metrics = createMetrics(role)
  const metricsServer =
    configuration.metricsPort === null ? null : await serveMetrics(metrics, configuration.metricsPort)
  const common = {
    connection,
    namespace: configuration.temporalNamespace,
    dataConverter: createDataConverter(
      createPayloadCodec({ tenantKeys: keys.tenantKeys, foreign: 'refuse' }),
    ),
    shutdownGraceTime: configuration.shutdownGraceMs,
    identity: `dex-${role}`,
  }
  const parts = { configuration, logger, database, keys, metrics, common }
  const startTenant =
    role === 'gate' ? await gateOf(parts as Parts<'gate'>) : await thinkOf(parts as Parts<'think'>)
  const running = runTenants(database, logger, startTenant)
  return {
    ready: running.ready,
    ended: running.ended,
    async stop() {
      await running.stop()
      await metricsServer?.close()
      await connection.close()
      await database.close()
    },
  }
}

interface Parts<R extends Role> {
  configuration: Configuration<R>
  logger: Logger
  database: Database
  keys: SharedKeys
  metrics: ReturnType<typeof createMetrics>
  common: {
    connection: NativeConnection
    namespace: string
    dataConverter: ReturnType<typeof createDataConverter>
  }
}

async function gateOf({
  configuration,
  logger,
  database,
  keys,
  metrics,
  common,
}: Parts<'gate'>): Promise<StartTenant> {
  const { profile } = configuration
  const egress = createEgress({ profile, privateOrigins: configuration.egressPrivateOrigins, logger })
  const own = createRoleKeys({ directory: configuration.keysOwn, purposes: gatePurposes, profile })
  const verifier = await createVerifier(configuration.decisionPublicKeys)
  const locks = createDatabase({ url: configuration.databaseUrl, applicationName: 'dex-gate-locks' })
  const clientFor = async (tenant: TenantId, platform: string) => {
    const row = await database.read(tenant, (tx) => findPlatformClient(tenant, tx, platform))
    if (!row) throw new DexError('not_found', `${platform} is not connected to this tenant`)
    const place = { tenant, table: 'platform_clients', row: platform, field: 'sealed_secret' }
    const key = await own.get(tenant, 'connection')
    return {
      origin: row.origin,
      clientId: row.client_id,
      clientSecret: openText([key], row.sealed_secret, place),
    }
  }
  const delegation = createDelegation({
    store: createConnectionStore(database, locks),
    sealer: {
      seal: async (tenant, row, field, bytes) =>
        seal(await own.get(tenant, 'connection'), bytes, { tenant, table: 'connections', row, field }),
      open: async (tenant, row, field, sealed) =>
        open([await own.get(tenant, 'connection')], sealed, { tenant, table: 'connections', row, field }),
    },
    clientFor,
    fetchFor: egress.forOrigin,
    allowHttp: profile === 'sandbox',
    clock: Date.now,
  })
  const speakerFor = async (tenant: TenantId, source: string): Promise<Speaker | null> => {
    const row = await database.read(tenant, (tx) => findSender(tenant, tx, source))
    if (!row) return null
    const place = { tenant, table: 'senders', row: source, field: 'sealed_token' }
    const token = openText([await own.get(tenant, 'channel')], row.sealed_token, place)
    const sender = createDeskSender({ origin: row.origin, token, fetch: egress.forOrigin(row.origin) })
    return {
      say: (message) => sender.comment(message),
      find: (message) => sender.findComment(message.externalId, message.idempotencyKey),
    }
  }
  const client = new Client({
    connection: await Connection.connect(await temporalConnectionOptions(configuration)),
    namespace: configuration.temporalNamespace,
    dataConverter: createDataConverter(
      createPayloadCodec({ tenantKeys: keys.tenantKeys, foreign: 'placeholder' }),
    ),
  })
  const deps: Omit<GateDeps, 'tenant'> = {
    database,
    keys: { request: keys.request, destroyRequest: keys.destroyRequest, tenant: keys.tenantKeys.get },
    deciders: createDeciders(database),
    connectors: createConnectors({ fetchFor: egress.forOrigin, clock: Date.now }),
    delegation,
    speakerFor,
    verify: (signed, at) => isSigned(() => verifier.verify(signed.statement, signed.signature, at.getTime())),
    logSigner: await loadSigner(configuration.keysOwn, 'log'),
    workflows: createWorkflowControl(
      client,
      {
        thinkMs: configuration.thinkTimeoutMs,
        gateMs: configuration.gateTimeoutMs,
        escalatedMs: configuration.escalatedKeepMs,
      },
      configuration.workflowTaskTimeoutMs,
    ),
    clock: Date.now,
    logger,
    metrics,
    timing: { callMs: configuration.callTimeoutMs, skewMs: configuration.clockSkewMs },
  }
  return async (tenant) => {
    await keys.tenantKeys.load(tenant)
    await ensureReconcileSchedule(client, tenant)
    const activities = { ...createGateActivities({ ...deps, tenant }) }
    return Worker.create({ ...common, taskQueue: gateQueue(tenant), activities })
  }
}

function isSigned(verify: () => unknown): boolean {
  try {
    verify()
    return true
  } catch (error) {
    if (error instanceof DexError && !error.retryable) return false
    throw error
  }
}

async function thinkOf({
  configuration,
  logger,
  database,
  keys,
  metrics,
  common,
}: Parts<'think'>): Promise<StartTenant> {
  const egress = createEgress({
    profile: configuration.profile,
    privateOrigins: configuration.egressPrivateOrigins,
    logger,
  })
  const model = createAnthropicModel({
    apiKey: configuration.anthropicApiKey ?? '',
    ...(configuration.anthropicBaseUrl === null ? {} : { baseURL: configuration.anthropicBaseUrl }),
    model: configuration.model,
    // Bound to the one origin: the model's key goes nowhere else (T13).
    fetch: egress.forOrigin(new URL(configuration.anthropicBaseUrl ?? 'https://api.anthropic.com').origin),
    timeoutMs: configuration.thinkTimeoutMs,
  })
  const workflowBundle = await workflowCode(configuration.workflowBundle)
  return async (tenant) => {
    await keys.tenantKeys.load(tenant)
    const activities = {
      ...createThinkActivities({ tenant, database, keys, model, clock: Date.now, logger, metrics }),
    }
    return Worker.create({
      ...common,
      taskQueue: thinkQueue(tenant),
      workflowBundle,
      activities,
      // A worker that died is noticed as soon as a lost workflow task is.
      stickyQueueScheduleToStartTimeout: configuration.workflowTaskTimeoutMs,
    })
  }
}

/** Prebuilt where configured, else bundled now; the failure converter is part of it. */
async function workflowCode(codePath: string | null): Promise<WorkflowBundleOption> {
  if (codePath !== null) return { codePath }
  const workflowsPath = fileURLToPath(new URL('./workflows/index.ts', import.meta.url))
  return bundleWorkflowCode({ workflowsPath, failureConverterPath })
}

function runTenants(database: Database, logger: Logger, startTenant: StartTenant) {
  const workers = new Map<TenantId, Worker>()
  const stopping = new AbortController()
  let fail: (error: unknown) => void = () => undefined
  const runs: Promise<void>[] = []
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  const look = async () => {
    for (const { tenant, state } of await listTenants(database)) {
      if (state === 'deleting' || workers.has(tenant) || stopping.signal.aborted) continue
      const worker = await startTenant(tenant)
      workers.set(tenant, worker)
      runs.push(worker.run().catch(fail))
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
  const ended = Promise.race([watching.then(() => Promise.all(runs)), failed]).then(() => undefined)
  ended.catch(() => undefined)
  return {
    ready,
    ended,
    async stop() {
      stopping.abort()
      for (const worker of workers.values()) if (worker.getState() === 'RUNNING') worker.shutdown()
      await Promise.allSettled(runs)
    },
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { role: { type: 'string' } } })
  if (values.role !== 'gate' && values.role !== 'think') {
    process.stderr.write('usage: worker.ts --role gate|think\n')
    process.exit(2)
  }
  const running = await startWorker(readConfiguration(values.role, process.env))
  const stop = () => void running.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  await running.ready
  process.stdout.write(`${JSON.stringify({ ready: true, role: values.role })}\n`)
  await running.ended
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    const message =
      error instanceof DexError ? `${error.code}: ${error.message}\n${error.mend}` : String(error)
    process.stderr.write(`${message}\n`)
    process.exit(error instanceof DexError && error.code === 'configuration_invalid' ? 2 : 3)
  })
}
