import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { DexError } from '#contract/error.ts'
import { endLeftover, type Server, startServer } from '../server.ts'
import { type Binaries, packagedBinaries } from './binaries.ts'
import { as, clusterOf, isCluster, makeCluster } from './make-cluster.ts'
import { choosePlace, type Place } from './place.ts'
import { readPointer, writePointer } from './pointer.ts'

export interface StartPostgresOptions {
  /** Dex's data directory; made when missing. */
  data: string
  port: number
  /** The server's files; absent: those that npm installed. */
  binaries?: Binaries
  /** False: a crash of the machine may lose commits, one of the process does not. For tests alone. */
  durable?: boolean
  /** In milliseconds, until it is killed. */
  graceMs?: number
}

export interface RunningPostgres extends Server {
  /** The owner's URL of the database `dex`. */
  readonly adminUrl: string
  /** Stops it and removes the cluster: for tests. */
  destroy(): Promise<void>
}

const user = 'postgres'
const database = 'dex'
const stopSignal = 'SIGINT' // fast shutdown: https://www.postgresql.org/docs/18/server-shutdown.html

/**
 * The embedded Postgres of this data directory, on loopback TCP alone, made at the first start. Works as root and as an
 * ordinary user; ends one that an earlier run left behind. Throws `bootstrap_failed`.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const durable = options.durable ?? true
  const graceMs = options.graceMs ?? 10_000
  const place = await choosePlace(options.data, options.binaries ?? (await packagedBinaries()))
  const cluster = clusterOf(place)
  const pidFile = join(cluster, 'postmaster.pid')
  // postgres takes any living process of that id for a postmaster, also a reused id: look first, then remove
  await endLeftover({ pidFile, mark: cluster, graceMs, stopSignal })
  rmSync(pidFile, { force: true })

  const password = await passwordOf(options, place, durable)
  const url = (name: string): string => `postgres://${user}:${password}@127.0.0.1:${options.port}/${name}`
  await writePointer(options.data, {
    dataDirectory: cluster,
    uid: place.account?.uid ?? null,
    port: options.port,
    user,
    password,
  })
  const server = await startServer({
    name: 'postgres',
    command: join(place.binaries, 'bin', 'postgres'),
    args: argumentsOf(cluster, options.port, durable),
    env: { TZ: 'UTC' },
    cwd: place.directory,
    ...as(place),
    logFile: join(options.data, 'postgres.log'),
    pidFile: join(options.data, 'postgres.pid'),
    mark: cluster,
    stopSignal,
    graceMs,
    startTimeout: 60_000,
    answers: () => haveDatabase(url(user)),
  })
  return {
    ...server,
    adminUrl: url(database),
    destroy: async () => {
      await server.stop()
      await rm(place.directory, { recursive: true, force: true })
    },
  }
}

/** The cluster's password; makes the cluster where there is none. Never throws away one that has a pointer. */
async function passwordOf(options: StartPostgresOptions, place: Place, durable: boolean): Promise<string> {
  const pointer = await readPointer(options.data)
  if (pointer && isCluster(place)) return pointer.password
  if (pointer) {
    throw new DexError(
      'bootstrap_failed',
      `the database of \`${options.data}\` is not at \`${clusterOf(place)}\`; it was made at \`${pointer.dataDirectory}\``,
      {
        mend: `run as the user who made it, with the data at its old path, or restore it; to start with an empty one remove \`${join(options.data, 'postgres.json')}\``,
      },
    )
  }
  const password = randomBytes(24).toString('base64url')
  await makeCluster(place, user, password, durable)
  return password
}

function argumentsOf(cluster: string, port: number, durable: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    ...(!durable && { fsync: 'off', full_page_writes: 'off' }),
  }
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** It takes connections, and the database `dex` is there. */
async function haveDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database])
    if (found.rowCount === 0) await client.query(`create database ${database}`)
  } finally {
    await client.end()
  }
}
