import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Connection } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import {
  createBreaker,
  createFactSources,
  createDeciders,
  createGateActivities,
  createSecretDelivery,
  createLogDestinations,
  createThinkActivities,
  createWorkflowControl,
  ensureLogSchedules,
  ensureReconcileSchedule,
  sweepKeys,
  type GateDeps,
  type Speaker,
  type WorkflowControl,
} from '#activities/index.ts'
import { createDeskSender } from '#channels/desk/sender.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Logger } from '#contract/logger.ts'
import { gateQueue, thinkQueue } from '#contract/messages.ts'
import { createDelegation } from '#delegation/index.ts'
import { createEgress, type Egress } from '#egress/egress.ts'
import { createStream } from '#egress/stream.ts'
import { connectModel } from '#model/connect.ts'
import { costMicrosOf } from '#model/prices.ts'
import { haveWorkflows } from '#process/build-workflows.ts'
import { type Configuration, readConfiguration } from '#process/configuration/read.ts'
import { createLogger } from '#process/logging.ts'
import { createMetrics, serveMetrics } from '#process/metrics.ts'
import { repeat } from '#process/repeat.ts'
import type { Telemetry } from '#process/telemetry.ts'
import { createClients } from '#process/temporal-clients.ts'
import { temporalConnectionOptions } from '#process/temporal-connection.ts'
import { runTenantWorkers } from '#process/tenant-workers.ts'
import { createConnectionStore } from '#store/connections.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { clientOf, findPlatformClient } from '#store/identity.ts'
import { findSender } from '#store/sources.ts'
import { listTenants, type TenantRow } from '#store/tenants.ts'
import { createDataConverter } from '#vault/codec/data-converter.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { open, openText, seal } from '#vault/envelope.ts'
import { type RemoteKeys, remoteKeysOf } from '#vault/remote-keys.ts'
import { createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { openSharedKeys, type SharedKeys } from '#vault/shared-keys.ts'
import { loadSigner } from '#vault/signing.ts'
import { createVerifier } from '#vault/verifying.ts'

type Role = 'gate' | 'think'
/** Builds the one worker of a tenant's queue, in the tenant's namespace. */
type StartTenant = (row: TenantRow) => Promise<Worker>

export interface RunningWorker {
  /** Resolves once every tenant known at the start is polled for. */
  ready: Promise<void>
  stop(): Promise<void>
  /** Settles when the process has nothing left to do, or rejects when a worker fails. */
  ended: Promise<void>
}

const sweepEveryMs = 60_000
/**
 * Of each queue. A task that finds no poll waiting is written to Temporal's database and read again, so a few always wait; a
 * busy queue gets as many as it needs.
 */
const pollers = { type: 'autoscaling', minimum: 5, initial: 5, maximum: 20 } as const

/** The worker process of one role: polls its queue of every tenant, and learns of new ones from the `tenants` table. */
export async function startWorker(
  configuration: Configuration<'gate'> | Configuration<'think'>,
): Promise<RunningWorker> {
  const parts = await partsOf(configuration)
  const { role } = configuration
  const { database, keys, logger, metrics, telemetry } = parts
  const connection = await NativeConnection.connect(await temporalConnectionOptions(configuration))
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
    activityTaskPollerBehavior: pollers,
    workflowTaskPollerBehavior: pollers,
    ...telemetry?.workerOptions,
  }
  const { startTenant, sweep } =
    configuration.role === 'gate'
      ? await gateOf(configuration, parts, common)
      : { startTenant: await thinkOf(configuration, parts, common), sweep: null }
  const running = runTenantWorkers({ tenants: () => listTenants(database), start: startTenant, logger })
  const sweeping = sweep && repeat(sweepEveryMs, sweep)
  return {
    ready: running.ready,
    ended: running.ended,
    async stop() {
      await sweeping?.stop()
      await running.stop()
      await metricsServer?.close()
      await connection.close()
      await database.close()
      await telemetry?.stop()
    },
  }
}

export interface Gate {
  /** What the activities of one tenant's gate stand on. */
  depsFor(row: Pick<TenantRow, 'tenant' | 'namespace'>): GateDeps
  close(): Promise<void>
}

/** The same without a worker that polls. */
export async function openGate(configuration: Configuration<'gate'>): Promise<Gate> {
  const parts = await partsOf(configuration)
  const { depsFor, close } = await gateDepsOf(configuration, parts)
  return {
    depsFor,
    async close() {
      await close()
      await parts.database.close()
    },
  }
}

async function partsOf(configuration: Configuration<'gate'> | Configuration<'think'>): Promise<Parts> {
  const { role } = configuration
  const logger = createLogger({ part: role, level: configuration.logLevel })
  const database = createDatabase({ url: configuration.databaseUrl, applicationName: `dex-${role}` })
  await database.assertSchema()
  const egress = createEgress({
    profile: configuration.profile,
    privateOrigins: configuration.egressPrivateOrigins,
    logger,
  })
  const remote = remoteKeysOf(configuration, egress.forOrigin)
  const keys = openSharedKeys({
    shared: configuration.keysShared,
    requestKeys: configuration.requestKeys,
    profile: configuration.profile,
    epochMs: configuration.keyEpochMs,
    remote,
  })
  return {
    logger,
    database,
    keys,
    remote,
    egress,
    metrics: createMetrics(role),
    telemetry: await telemetryOf(role, configuration.otlpEndpoint),
  }
}

const inOwn = ({ namespace }: TenantRow) => (namespace === null ? {} : { namespace })

/** Loaded only where somebody listens. */
async function telemetryOf(part: Role, endpoint: string | null): Promise<Telemetry | null> {
  if (endpoint === null) return null
  const { startTelemetry } = await import('#process/telemetry.ts')
  return startTelemetry({ endpoint, part })
}

interface Parts {
  logger: Logger
  database: Database
  keys: SharedKeys
  remote: RemoteKeys
  egress: Egress
  metrics: ReturnType<typeof createMetrics>
  telemetry: Telemetry | null
}

interface Common {
  connection: NativeConnection
  namespace: string
  dataConverter: ReturnType<typeof createDataConverter>
}

async function gateDepsOf(
  configuration: Configuration<'gate'>,
  { logger, database, keys, remote, egress, metrics, telemetry }: Parts,
): Promise<Gate & { clientIn: ReturnType<typeof createClients> }> {
  const { profile } = configuration
  const own = createRoleKeys({ directory: configuration.keysOwn, purposes: gatePurposes, profile, remote })
  const verifier = await createVerifier(configuration.decisionPublicKeys)
  const locks = createDatabase({ url: configuration.databaseUrl, applicationName: 'dex-gate-locks' })
  const clientFor = async (tenant: TenantId, platform: string) => {
    const row = await database.read(tenant, (tx) => findPlatformClient(tenant, tx, platform))
    if (!row) throw new DexError('not_found', `${platform} is not connected to this tenant`)
    const place = { tenant, table: 'platform_clients', row: platform, field: 'sealed_secret' }
    const key = await own.get(tenant, 'connection')
    return { ...clientOf(row), clientSecret: openText([key], row.sealed_secret, place) }
  }
  // Three vendors' libraries, half of what a start costs; who thinks has no use for them.
  const { createConnectors } = await import('#connectors/index.ts')
  const delegation = createDelegation({
    store: createConnectionStore(database, locks, Date.now),
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
  const connection = await Connection.connect(await temporalConnectionOptions(configuration))
  const clientIn = createClients({
    connection,
    namespace: configuration.temporalNamespace,
    dataConverter: createDataConverter(
      createPayloadCodec({ tenantKeys: keys.tenantKeys, foreign: 'placeholder' }),
    ),
    ...(telemetry && { interceptors: telemetry.clientInterceptors }),
  })
  const workflowsOf = ({ namespace }: Pick<TenantRow, 'namespace'>): WorkflowControl =>
    createWorkflowControl(
      clientIn(namespace),
      {
        thinkMs: configuration.thinkTimeoutMs,
        gateMs: configuration.gateTimeoutMs,
        escalatedMs: configuration.escalatedKeepMs,
      },
      configuration.workflowTaskTimeoutMs,
    )
  const deps: Omit<GateDeps, 'tenant' | 'workflows'> = {
    database,
    keys: { request: keys.request, destroyRequest: keys.destroyRequest, tenant: keys.tenantKeys.get },
    deciders: createDeciders(database),
    connectors: createConnectors({ fetchFor: egress.forOrigin, clock: Date.now }),
    delegation,
    breaker: createBreaker({ clock: Date.now, logger, metrics }),
    factSources: createFactSources(),
    speakerFor,
    verify: (signed, at) => isSigned(() => verifier.verify(signed.statement, signed.signature, at.getTime())),
    secrets: createSecretDelivery({ database, secretKeys: keys.secretKeys, clock: Date.now }),
    undoKeys: keys.undoKeys,
    logSigner: await loadSigner(configuration.keysOwn, 'log'),
    ...createLogDestinations(configuration, {
      fetchFor: egress.forOrigin,
      clock: Date.now,
      syslog: await syslogOf(configuration),
    }),
    evidence: {
      destroyBefore: keys.evidenceKeys.destroyBefore,
      lifeMs: configuration.evidenceLifeMs,
    },
    clock: Date.now,
    logger,
    metrics,
    timing: { callMs: configuration.callTimeoutMs, skewMs: configuration.clockSkewMs },
    publishing: { withinMs: configuration.publishWithinMs },
    operatorTenant: configuration.operatorTenant,
  }
  return {
    depsFor: (row) => ({ ...deps, tenant: row.tenant, workflows: workflowsOf(row) }),
    clientIn,
    async close() {
      await connection.close()
      await locks.close()
    },
  }
}

async function gateOf(
  configuration: Configuration<'gate'>,
  parts: Parts,
  common: Common,
): Promise<{ startTenant: StartTenant; sweep: () => Promise<void> }> {
  const { database, keys, logger, metrics } = parts
  const { depsFor, clientIn } = await gateDepsOf(configuration, parts)
  const startTenant: StartTenant = async (row) => {
    const { tenant } = row
    const client = clientIn(row.namespace)
    const deps = depsFor(row)
    await keys.tenantKeys.load(tenant)
    await ensureReconcileSchedule(client, tenant)
    const pushMs = deps.pushTargets.length === 0 ? null : configuration.siemEveryMs
    await ensureLogSchedules(client, tenant, { checkpointMs: configuration.checkpointEveryMs, pushMs })
    const activities = { ...createGateActivities(deps) }
    return Worker.create({ ...common, ...inOwn(row), taskQueue: gateQueue(tenant), activities })
  }
  // In this process and not in Temporal: what ends keys waits for no queue, and for no tenant to be resumed.
  const sweep = async () => {
    const found = { open: 0, ofClosed: 0 }
    for (const row of await listTenants(database)) {
      const { tenant, state } = row
      if (state === 'deleting') continue
      try {
        const { contentKeepMs } = configuration
        const swept = await sweepKeys({ ...depsFor(row), store: keys, contentKeepMs })
        found.open += swept.open
        found.ofClosed += swept.ofClosed
      } catch (error) {
        const code = error instanceof DexError ? error.code : 'internal'
        logger.error({ tenant, code }, 'keys could not be swept')
      }
    }
    metrics.keysSwept(found)
  }
  return { startTenant, sweep }
}

async function syslogOf({ profile, siemSyslog: url, siemSyslogCa }: Configuration<'gate'>) {
  if (url === null) return null
  const certificateAuthority = siemSyslogCa === null ? null : await readFile(siemSyslogCa, 'utf8')
  return createStream({ url, profile, certificateAuthority })
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

async function thinkOf(
  configuration: Configuration<'think'>,
  { logger, database, keys, egress, metrics, telemetry }: Parts,
  common: Common,
): Promise<StartTenant> {
  const openai = configuration.modelProvider === 'openai'
  const model = connectModel(
    {
      provider: configuration.modelProvider,
      apiKey: openai ? configuration.openaiApiKey : configuration.anthropicApiKey,
      baseUrl: openai ? configuration.openaiBaseUrl : configuration.anthropicBaseUrl,
      model: configuration.model,
      small: configuration.modelSmall,
      fallback: configuration.modelFallback,
      effort: configuration.modelEffort,
      timeoutMs: configuration.thinkTimeoutMs,
    },
    (origin) => egress.forOrigin(origin),
  )
  const priced = (turn: Parameters<typeof costMicrosOf>[1]) => costMicrosOf(configuration.modelPrices, turn)
  const codePath = configuration.workflowBundle ?? (await haveWorkflows({ telemetry: telemetry !== null }))
  return async (row) => {
    const { tenant } = row
    await keys.tenantKeys.load(tenant)
    const activities = {
      ...createThinkActivities({
        tenant,
        database,
        keys,
        model,
        costMicrosOf: priced,
        clock: Date.now,
        logger,
        metrics,
      }),
    }
    return Worker.create({
      ...common,
      ...inOwn(row),
      taskQueue: thinkQueue(tenant),
      workflowBundle: { codePath },
      activities,
      // A worker that died is noticed as soon as a lost workflow task is.
      stickyQueueScheduleToStartTimeout: configuration.workflowTaskTimeoutMs,
    })
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { role: { type: 'string' } } })
  if (values.role !== 'gate' && values.role !== 'think') {
    process.stderr.write('usage: worker.ts --role gate|think\n')
    process.exit(2)
  }
  const running = await (values.role === 'gate'
    ? startWorker(readConfiguration('gate', process.env))
    : startWorker(readConfiguration('think', process.env)))
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
