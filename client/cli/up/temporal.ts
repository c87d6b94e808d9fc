import { join } from 'node:path'
import { withProgress } from '#process/embedded/progress.ts'
import { findTemporal } from '#process/embedded/temporal/find.ts'
import { startTemporal, temporalWorks } from '#process/embedded/temporal/start.ts'
import type { TemporalAddress } from '#process/temporal-connection.ts'
import { readyNamespace } from '../ready-namespace.ts'
import { type Kept, keepAlive } from './keep.ts'

export interface HeldTemporal {
  address: string
  /** Null: it has none, or somebody else serves it. */
  webUrl: string | null
  /** Null: somebody else's, which is neither started nor ended. */
  kept: Kept | null
}

/** The embedded server's own files. */
export const temporalFiles = (data: string) => {
  const directory = join(data, 'temporal')
  return { directory, dataFile: join(directory, 'temporal.db'), pidFile: join(directory, 'temporal.pid') }
}

/** The Temporal of this start: the one that `TEMPORAL_ADDRESS` names, else the development server of this data directory. */
export async function holdTemporal(options: {
  data: string
  /** How an outside one is spoken to. */
  service: TemporalAddress
  port: number
  webPort: number
  namespace: string
  retentionMs: number
  /** The api's own origin, which Temporal Web is served from. */
  apiUrl: string
  graceMs: number
  env: Readonly<Record<string, string | undefined>>
  say: (text: string) => void
}): Promise<HeldTemporal> {
  const { data, port, webPort, namespace, retentionMs, apiUrl, graceMs, env, say } = options
  const found = await findTemporal({ env, progress: say })
  if (found.kind === 'service') {
    await readyNamespace({ ...options.service, temporalAddress: found.address }, namespace, retentionMs)
    return { address: found.address, webUrl: env.DEX_TEMPORAL_WEB_URL ?? null, kept: null }
  }
  const { directory, dataFile } = temporalFiles(data)
  const address = `127.0.0.1:${port}`
  let webUrl: string | null = null
  const start = async () => {
    const running = await startTemporal({
      executable: found.path,
      directory,
      dataFile,
      port,
      webPort,
      namespace,
      retentionMs,
      codecEndpoint: `${apiUrl}/codec`,
      graceMs,
    })
    webUrl = running.webUrl
    return running
  }
  const kept = await withProgress('starting temporal', say, () =>
    keepAlive({
      name: 'temporal',
      say,
      start,
      health: { works: () => temporalWorks(address, namespace, 10_000), everyMs: 5_000, patienceMs: 60_000 },
    }),
  )
  return { address, webUrl, kept }
}
