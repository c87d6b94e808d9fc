import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pickPorts } from '#process/embedded/ports.ts'
import { startPostgres } from '#process/embedded/postgres/start.ts'
import { findTemporal } from '#process/embedded/temporal/find.ts'
import { startTemporal } from '#process/embedded/temporal/start.ts'

export interface BenchServices {
  temporalAddress: string
  databaseAdminUrl: string
  stop(): Promise<void>
}

/** Temporal on a file and a durable Postgres, as `dex up` runs them, for this bench alone. */
export async function startServices(progress: (line: string) => void): Promise<BenchServices> {
  const directory = await mkdtemp(join(tmpdir(), 'dex-bench-'))
  const ports = await pickPorts({
    temporal: { variable: 'DEX_TEMPORAL_PORT', port: 0, explicit: false },
    postgres: { variable: 'DEX_POSTGRES_PORT', port: 0, explicit: false },
  })
  // An outside service would be another machine's figures.
  const { TEMPORAL_ADDRESS: _, ...env } = process.env
  const found = await findTemporal({ env, progress })
  if (found.kind !== 'executable') throw new Error('unreachable')
  const temporal = await startTemporal({
    executable: found.path,
    directory,
    dataFile: join(directory, 'temporal.db'),
    port: ports.temporal,
    webPort: null,
    namespace: 'dex',
  })
  const postgres = await startPostgres({ data: directory, port: ports.postgres })
  return {
    temporalAddress: temporal.address,
    databaseAdminUrl: postgres.adminUrl,
    async stop() {
      await temporal.stop()
      await postgres.destroy()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
