import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pickPorts } from '#process/embedded/ports.ts'
import { startPostgres } from '#process/embedded/postgres/start.ts'
import { findTemporal } from '#process/embedded/temporal/find.ts'
import { startTemporal, type StartTemporalOptions, temporalWorks } from '#process/embedded/temporal/start.ts'

export interface RunningServices {
  temporalAddress: string
  databaseAdminUrl: string
  /** SIGKILL and start again with the same data, on the same port. */
  killTemporal(): Promise<void>
  killPostgres(): Promise<void>
  /** How often Temporal ran and did not work any more, and was started again. */
  hung(): number
  stop(): Promise<void>
}

/** Temporal on a file and a durable Postgres, as `dex up` runs them, for one run alone. */
export async function startServices(
  progress: (line: string) => void,
  of: Pick<StartTemporalOptions, 'dynamicConfig'> = {},
): Promise<RunningServices> {
  const directory = await mkdtemp(join(tmpdir(), 'dex-run-'))
  const ports = await pickPorts({
    temporal: { variable: 'DEX_TEMPORAL_PORT', port: 0, explicit: false },
    postgres: { variable: 'DEX_POSTGRES_PORT', port: 0, explicit: false },
  })
  // An outside service would be another machine's figures, and not ours to kill.
  const { TEMPORAL_ADDRESS: _, ...env } = process.env
  const found = await findTemporal({ env, progress })
  if (found.kind !== 'executable') throw new Error('unreachable')
  const startTheTemporal = () =>
    startTemporal({
      executable: found.path,
      directory,
      dataFile: join(directory, 'temporal.db'),
      port: ports.temporal,
      webPort: null,
      namespace: 'dex',
      ...of,
    })
  const startThePostgres = () => startPostgres({ data: directory, port: ports.postgres })
  let temporal = await startTheTemporal()
  let postgres = await startThePostgres()
  let turn: Promise<unknown> = Promise.resolve()
  const startTemporalAgain = (): Promise<unknown> => {
    turn = turn.then(async () => {
      process.kill(temporal.pid, 'SIGKILL')
      await temporal.exited.catch(() => undefined)
      temporal = await startTheTemporal()
    })
    return turn
  }
  let hung = 0
  const stopping = new AbortController()
  // As `dex up` looks after it, with less patience: one that runs and does not work any more is started again.
  const looking = (async () => {
    let failures = 0
    while (!stopping.signal.aborted) {
      await wait(5_000, undefined, { signal: stopping.signal }).catch(() => undefined)
      const before = temporal.pid
      const works = await temporalWorks(temporal.address, 'dex', 5_000).then(
        () => true,
        () => false,
      )
      failures = works || stopping.signal.aborted || temporal.pid !== before ? 0 : failures + 1
      if (failures < 4) continue
      failures = 0
      hung += 1
      progress('temporal runs and does not work any more: it is started again')
      await startTemporalAgain()
    }
  })()
  return {
    temporalAddress: temporal.address,
    databaseAdminUrl: postgres.adminUrl,
    async killTemporal() {
      await startTemporalAgain()
    },
    async killPostgres() {
      process.kill(postgres.pid, 'SIGKILL')
      await postgres.exited.catch(() => undefined)
      postgres = await startThePostgres()
    },
    hung: () => hung,
    async stop() {
      stopping.abort()
      await looking
      await temporal.stop()
      await postgres.destroy()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
