import { resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { holdData } from '#process/embedded/hold-data.ts'
import { withProgress } from '#process/embedded/progress.ts'
import { createDatabase } from '#store/database.ts'
import { migrate } from '#store/migrate.ts'
import { makeProcessKeys } from '../key/make-keys.ts'
import { remoteOf } from '../key/open-places.ts'
import { connectPeople, grantsOf } from './connect.ts'
import { holdConsole } from './console.ts'
import { createHouse } from './house.ts'
import { leaveHeir } from './leave-heir.ts'
import { endLeftovers } from './leftovers.ts'
import { hasOwnModel } from './own-model.ts'
import { assertWhole, hasServices, type PartName } from './parts.ts'
import { placesOf } from './places.ts'
import { choosePorts } from './ports.ts'
import { holdPostgres } from './postgres.ts'
import { peopleOf, type ReadyDocument } from './ready.ts'
import { holdSandbox, hookUrl } from './sandbox.ts'
import { haveSecrets } from './secrets.ts'
import { sandboxTenant, seedBundle, seedTenant } from './seed.ts'
import { keepServices } from './services.ts'
import { holdTemporal } from './temporal.ts'
import { forgetRunning, refuseSecond, writeRunning } from './running.ts'

export interface StartOptions {
  data: string
  env: Readonly<Record<string, string | undefined>>
  only: ReadonlySet<PartName>
  /** Of gate and of think, each. */
  workers: number
  /** Directory of the operator's bundle at the first start; null: the sandbox's. */
  bundle: string | null
  /** Of the sandbox's company: how many people it has, and the seed of its names and ids. Null: the usual one. */
  company: { people: number; seed: number } | null
  /** Progress, for people. */
  say: (text: string) => void
  /** Aborted: everything that runs by then is ended, and the promise rejects. */
  signal?: AbortSignal
}

export interface RunningUp {
  readonly ready: ReadyDocument
  /** Ends everything in order: api, workers, sandbox, temporal, postgres. */
  stop(): Promise<void>
  /** SIGKILL to everything, at once. */
  kill(): void
}

/**
 * Brings up the chosen parts on this machine and makes what a first start needs; a later start with the same data finds
 * it again. Resolves once all answer. Throws with everything ended that had come up.
 */
export async function startUp(options: StartOptions): Promise<RunningUp> {
  const data = resolve(options.data)
  const configuration = readConfiguration('dex', { ...options.env, DEX_DATA: data })
  const { only, say } = options
  const outside = { temporal: configuration.temporalAddress, postgres: configuration.databaseAdminUrl }
  assertWhole(only, outside)
  if (configuration.profile === 'production' && only.has('sandbox')) {
    throw new DexError('usage', 'production has no sandbox', {
      mend: 'name the other parts with --only, or unset DEX_PROFILE',
    })
  }
  await refuseSecond(data)
  const release = await holdData(data)
  const house = createHouse()
  house.whenLeft(release)
  house.whenLeft(() => forgetRunning(data))
  try {
    const ready = await house.build(options.signal, () => build({ ...options, data }, configuration, house))
    await writeRunning(data, ready)
    return { ready, stop: house.stop, kill: house.kill }
  } catch (error) {
    say('ending what was started')
    await house.stop()
    throw error
  }
}

async function build(
  options: StartOptions,
  configuration: ReturnType<typeof readConfiguration<'dex'>>,
  house: ReturnType<typeof createHouse>,
): Promise<ReadyDocument> {
  const { data, env, only, say } = options
  const { profile, shutdownGraceMs: graceMs } = configuration
  const places = placesOf(data)
  await endLeftovers(data, places, graceMs)
  house.whenLeft(await leaveHeir(data))
  const { ports, release } = await choosePorts(places.ports, configuration)
  house.whenLeft(release)
  const secrets = await haveSecrets(places.secrets)
  const apiUrl = configuration.publicUrl ?? `http://127.0.0.1:${ports.api}`
  const common = { data, env, graceMs, say }
  // Beside everything else: only api waits for it.
  const built = only.has('api') ? holdConsole(configuration.consoleDirectory, say) : null

  const during = <Result>(what: string, work: () => Promise<Result>): Promise<Result> =>
    withProgress(what, say, work)

  const [postgres, temporal, sandbox] = await house.all([
    only.has('postgres') || hasServices(only)
      ? during('starting postgres', () =>
          holdPostgres({ ...common, port: ports.postgres, outside: configuration.databaseAdminUrl }),
        )
      : null,
    only.has('temporal') || hasServices(only)
      ? holdTemporal({
          ...common,
          service: configuration,
          port: ports.temporal,
          webPort: ports.temporalWeb,
          namespace: configuration.temporalNamespace,
          retentionMs: configuration.historyRetentionMs,
          apiUrl,
        })
      : null,
    only.has('sandbox')
      ? during('starting the sandbox', () =>
          holdSandbox({ ...common, places, ports, secrets, apiUrl, company: options.company }),
        )
      : null,
  ])

  const keys = await makeProcessKeys(places, profile)
  if (postgres) {
    await migrate(postgres.adminUrl, { rolePasswords: secrets.rolePasswords })
    const database = createDatabase({ url: postgres.adminUrl, applicationName: 'dex-up', connectionsMax: 2 })
    try {
      if (sandbox) {
        await seedTenant(database, {
          places,
          secrets,
          sandbox: sandbox.ready,
          remote: remoteOf(configuration),
          remindAfterSeconds: Math.max(1, Math.round(configuration.approvalRemindAfterMs / 1_000)),
        })
        await seedBundle(database, options.bundle)
      }
    } finally {
      await database.close()
    }
  }

  const services =
    postgres && temporal && hasServices(only)
      ? await during('starting api, gate and think', async () =>
          keepServices(house, {
            ...common,
            places,
            secrets,
            only,
            workers: options.workers,
            adminUrl: postgres.adminUrl,
            temporalAddress: temporal.address,
            temporalWebUrl: temporal.webUrl,
            apiUrl,
            apiPort: ports.api,
            consoleDirectory: await built,
            keys,
            modelUrl: sandbox?.ready.urls.model ?? null,
          }),
        )
      : null
  if (sandbox && services?.api && services.gate.length > 0 && services.think.length > 0) {
    const grants = grantsOf(sandbox.ready.people)
    await during("connecting the seeded admins' accounts on Okta, Microsoft and Google", () =>
      connectPeople(apiUrl, places.seeded, grants),
    )
  }

  return {
    ready: true,
    urls: {
      api: services?.api ? apiUrl : null,
      temporalWeb: services?.api && temporal?.webUrl ? `${apiUrl}/temporal` : (temporal?.webUrl ?? null),
      desk: sandbox?.ready.urls.desk ?? null,
      okta: sandbox?.ready.urls.okta ?? null,
      microsoft: sandbox?.ready.urls.microsoft ?? null,
      google: sandbox?.ready.urls.google ?? null,
      scim: sandbox?.ready.urls.scim ?? null,
      idp: sandbox?.ready.urls.idp ?? null,
      temporal: temporal?.address ?? null,
    },
    get pids() {
      return {
        temporal: temporal?.kept?.pid ?? null,
        postgres: postgres?.kept?.pid ?? null,
        sandbox: sandbox?.kept.pid ?? null,
        api: services?.api?.pid ?? null,
        gate: services?.gate.map((each) => each.pid) ?? [],
        think: services?.think.map((each) => each.pid) ?? [],
      }
    },
    sandbox: sandbox
      ? {
          tenant: sandboxTenant,
          source: secrets.source,
          secret: secrets.hookSecret,
          hookUrl: hookUrl(apiUrl, secrets.source),
          model: hasOwnModel(env) ? 'real' : 'stand-in',
          people: peopleOf(sandbox.ready),
        }
      : null,
  }
}
