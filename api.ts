import { pathToFileURL } from 'node:url'
import { Connection } from '@temporalio/client'
import { catalog } from '#catalog/index.ts'
import { createApi } from '#client/api/create-api.ts'
import { apiDefaults } from '#client/api/deps.ts'
import { DexError } from '#contract/error.ts'
import { createEgress } from '#egress/egress.ts'
import { closerOf } from '#process/close-server.ts'
import { refuseSandboxIssuers } from '#process/configuration/issuers.ts'
import { type Configuration, readConfiguration } from '#process/configuration/read.ts'
import { createLogger } from '#process/logging.ts'
import { createMetrics } from '#process/metrics.ts'
import { createClients } from '#process/temporal-clients.ts'
import { temporalConnectionOptions } from '#process/temporal-connection.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { findIdentityProvider } from '#store/identity.ts'
import { findNamespace, listTenants } from '#store/tenants.ts'
import { createDataConverter } from '#vault/codec/data-converter.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { remoteKeysOf } from '#vault/remote-keys.ts'
import { apiPurposes, createRoleKeys } from '#vault/role-keys.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import { loadSigner } from '#vault/signing.ts'

export interface RunningApi {
  /** Where it listens, such as `http://127.0.0.1:7070`. */
  readonly url: string
  /** Takes no more calls, finishes those under way within the grace, then lets go of everything. */
  stop(): Promise<void>
}

/** The api process: every door, the console's sign-in, the codec route and Temporal Web. */
export async function startApi(configuration: Configuration<'api'>): Promise<RunningApi> {
  const { profile } = configuration
  const logger = createLogger({ part: 'api', level: configuration.logLevel })
  const database = createDatabase({ url: configuration.databaseUrl, applicationName: 'dex-api' })
  const egress = createEgress({ profile, privateOrigins: configuration.egressPrivateOrigins, logger })
  const undo: (() => Promise<unknown>)[] = [() => database.close(), () => egress.close()]
  const letGo = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step().catch(() => undefined)
  }
  try {
    await database.assertSchema()
    await refuseSandboxTenants(profile, database)
    const remote = remoteKeysOf(configuration, egress.forOrigin)
    const shared = openSharedKeys({
      shared: configuration.keysShared,
      requestKeys: configuration.requestKeys,
      profile,
      epochMs: configuration.keyEpochMs,
      remote,
    })
    const { tenantKeys, requestKeys, request, destroyRequest } = shared
    const own = createRoleKeys({ directory: configuration.keysOwn, purposes: apiPurposes, profile, remote })
    const telemetry =
      configuration.otlpEndpoint === null
        ? null
        : (await import('#process/telemetry.ts')).startTelemetry({
            endpoint: configuration.otlpEndpoint,
            part: 'api',
          })
    if (telemetry) undo.push(() => telemetry.stop())
    // lazy: a Temporal that is away is a 503 at the doors, not a process that does not start
    const connection = Connection.lazy(await temporalConnectionOptions(configuration))
    undo.push(() => connection.close())
    const clientIn = createClients({
      connection,
      namespace: configuration.temporalNamespace,
      identity: 'dex-api',
      dataConverter: createDataConverter(createPayloadCodec({ tenantKeys, foreign: 'placeholder' })),
      ...(telemetry && { interceptors: telemetry.clientInterceptors }),
    })
    const { apiHost: host, apiPort: port } = configuration
    const app = await createApi({
      ...apiDefaults,
      profile,
      operatorTenant: configuration.operatorTenant,
      publicUrl: new URL(configuration.publicUrl ?? `http://${host}:${port}`).origin,
      database,
      keys: { createRequest: requestKeys.create, request, destroyRequest, tenant: tenantKeys.get },
      tenantKeys,
      evidenceKey: shared.evidenceKeys.byId,
      secretKeys: shared.secretKeys,
      undoKeys: shared.undoKeys,
      doorKey: (tenant) => own.get(tenant, 'door'),
      signer: await loadSigner(configuration.keysOwn, 'sign'),
      temporal: async (tenant) => clientIn(tenant && (await findNamespace(tenant, database))),
      fetchFor: egress.forOrigin,
      timing: {
        thinkMs: configuration.thinkTimeoutMs,
        gateMs: configuration.gateTimeoutMs,
        escalatedMs: configuration.escalatedKeepMs,
      },
      workflowTaskTimeoutMs: configuration.workflowTaskTimeoutMs,
      clock: Date.now,
      logger,
      metrics: createMetrics('api'),
      temporalWebUrl: configuration.temporalWebUrl,
      consoleDirectory: configuration.consoleDirectory,
      catalog,
    })
    const close = closerOf(app)
    undo.push(() => close(configuration.shutdownGraceMs))
    const url = await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') throw cause
      throw new DexError('port_taken', `port ${port} of DEX_API_PORT is taken`, { cause })
    })
    logger.info({ url, port }, 'listening')
    return { url, stop: letGo }
  } catch (error) {
    await letGo()
    throw error
  }
}

async function refuseSandboxTenants(profile: 'sandbox' | 'production', database: Database): Promise<void> {
  if (profile !== 'production') return
  const issuers: string[] = []
  for (const { tenant } of await listTenants(database)) {
    const provider = await database.transaction(tenant, (tx) => findIdentityProvider(tenant, tx))
    if (provider) issuers.push(provider.issuer)
  }
  refuseSandboxIssuers(profile, issuers)
}

async function main(): Promise<void> {
  const running = await startApi(readConfiguration('api', process.env))
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    void running.stop().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(`${JSON.stringify({ ready: true, role: 'api', url: running.url })}\n`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    const known = error instanceof DexError
    process.stderr.write(known ? `${error.code}: ${error.message}\n${error.mend}\n` : `${String(error)}\n`)
    process.exit(known && error.code === 'configuration_invalid' ? 2 : 3)
  })
}
