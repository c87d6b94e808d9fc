import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { pickPorts } from '#process/embedded/ports.ts'
import { startPostgres } from '#process/embedded/postgres/start.ts'
import { findTemporal } from '#process/embedded/temporal/find.ts'
import { startTemporal } from '#process/embedded/temporal/start.ts'
import { ownPort } from './own-ports.ts'

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string
    /** Empty where Temporal is an outside one. */
    temporalWebUrl: string
    /** Where Temporal Web asks for payloads to be decoded: of localhost, for the one api that listens there. */
    codecPort: number
    /** Empty where Temporal is an outside one. */
    temporalExecutable: string
    databaseAdminUrl: string
  }
}

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** One Temporal (in memory) and one Postgres for the whole run, or those that the environment names. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'dex-test-'))
  // Hundreds of programs of the same sources are started in a run.
  process.env['NODE_COMPILE_CACHE'] ??= join(directory, 'compiled')
  const ports = await pickPorts({
    temporal: { variable: 'DEX_TEMPORAL_PORT', port: 0, explicit: false },
    web: { variable: 'DEX_TEMPORAL_WEB_PORT', port: 0, explicit: false },
    postgres: { variable: 'DEX_POSTGRES_PORT', port: 0, explicit: false },
  })
  const parts = await Promise.allSettled([
    database(directory, ports.postgres, project),
    temporal(directory, ports.temporal, ports.web, project),
  ])
  const teardown = async (): Promise<void> => {
    for (const part of parts) if (part.status === 'fulfilled') await part.value()
    // A program that was just stopped may still be writing what it compiled.
    await rm(directory, { recursive: true, force: true, maxRetries: 20 })
  }
  for (const part of parts) {
    if (part.status === 'fulfilled') continue
    await teardown()
    throw part.reason
  }
  return teardown
}

async function database(directory: string, port: number, project: TestProject): Promise<() => Promise<void>> {
  const outside = process.env.DATABASE_ADMIN_URL
  if (outside) {
    project.provide('databaseAdminUrl', outside)
    return async () => {}
  }
  const running = await startPostgres({ data: directory, port, durable: false })
  project.provide('databaseAdminUrl', running.adminUrl)
  return () => running.destroy()
}

async function temporal(
  directory: string,
  port: number,
  webPort: number,
  project: TestProject,
): Promise<() => Promise<void>> {
  const found = await findTemporal({ env: process.env, progress })
  if (found.kind === 'service') {
    project.provide('temporalAddress', found.address)
    project.provide('temporalWebUrl', '')
    project.provide('codecPort', 0)
    project.provide('temporalExecutable', '')
    return async () => {}
  }
  const codecPort = await ownPort()
  const running = await startTemporal({
    executable: found.path,
    directory,
    dataFile: null,
    port,
    webPort,
    namespace: 'dex',
    codecEndpoint: `http://localhost:${codecPort}/codec`,
  })
  project.provide('temporalAddress', running.address)
  project.provide('temporalWebUrl', running.webUrl ?? '')
  project.provide('codecPort', codecPort)
  project.provide('temporalExecutable', found.path)
  return () => running.stop()
}
