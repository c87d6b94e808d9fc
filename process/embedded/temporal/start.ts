import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { type Server, startServer } from '../server.ts'

export interface StartTemporalOptions {
  executable: string
  /** Where its log and process id are kept; made when missing. */
  directory: string
  /** SQLite file; null keeps everything in memory. */
  dataFile: string | null
  port: number
  /** Null: no Temporal Web. */
  webPort: number | null
  namespace: string
  /** Path that Temporal Web is served at, so that it can be proxied unstripped. */
  publicPath?: string
  /** What Temporal Web asks to decode payloads; same origin as it is served from, or it sends no cookie. */
  codecEndpoint?: string
  /** How long closed workflows stay, in milliseconds; at least a day. */
  retentionMs?: number
  /** In milliseconds. */
  graceMs?: number
  /** Of the server's dynamic configuration, by key. */
  dynamicConfig?: Readonly<Record<string, string>>
}

export interface RunningTemporal extends Server {
  readonly address: string
  /** With the public path; null when there is none. */
  readonly webUrl: string | null
}

/** Search attributes of SURFACES; no personal data in any. */
export const searchAttributes = {
  DexTenant: 'Keyword',
  DexChannel: 'Keyword',
  DexStatus: 'Keyword',
  DexActions: 'KeywordList',
  DexRisk: 'Keyword',
} as const

const day = 86_400_000

/** Starts the development server on loopback and waits until its namespace answers. Throws `bootstrap_failed`. */
export async function startTemporal(options: StartTemporalOptions): Promise<RunningTemporal> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const address = `127.0.0.1:${options.port}`
  const publicPath = options.publicPath ?? '/temporal'
  const server = await startServer({
    name: 'temporal',
    command: options.executable,
    args: argumentsOf(options, publicPath),
    logFile: join(options.directory, 'temporal.log'),
    pidFile: join(options.directory, 'temporal.pid'),
    mark: options.dataFile ?? `--port ${options.port}`,
    graceMs: options.graceMs ?? 5_000,
    startTimeout: 60_000,
    answers: () => ready(address, options.namespace, options.retentionMs ?? 7 * day),
  })
  return {
    ...server,
    address,
    webUrl: options.webPort === null ? null : `http://127.0.0.1:${options.webPort}${publicPath}`,
  }
}

function argumentsOf(options: StartTemporalOptions, publicPath: string): string[] {
  const file =
    options.dataFile === null
      ? []
      : [
          ...['--db-filename', options.dataFile],
          // WAL with NORMAL loses no commit when the process dies, only when the machine does; 2.5 times the throughput
          ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
        ]
  const web =
    options.webPort === null
      ? ['--headless']
      : ['--ui-port', String(options.webPort), '--ui-public-path', publicPath]
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)],
    ...['--namespace', options.namespace, '--log-level', 'warn', '--log-format', 'json'],
    ...file,
    ...web,
    ...(options.codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', options.codecEndpoint]),
    ...Object.entries(options.dynamicConfig ?? {}).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${value}`,
    ]),
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ]
}

/**
 * Whether it still reads its own file, which a running one may stop doing for good: under load a cancelled query can leave its SQLite
 * connection interrupted (temporalio/temporal#9198). Throws why not.
 */
export async function temporalWorks(address: string, namespace: string, timeoutMs: number): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: timeoutMs })
  try {
    await connection.withDeadline(Date.now() + timeoutMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    )
  } finally {
    await connection.close()
  }
}

/** Its frontend answers, the namespace is there, and closed histories stay as long as was said. */
async function ready(address: string, namespace: string, retentionMs: number): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' })
  try {
    await connection.withDeadline(Date.now() + 3_000, async () => {
      await connection.workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: msToTs(retentionMs) },
      })
    })
  } finally {
    await connection.close()
  }
}
