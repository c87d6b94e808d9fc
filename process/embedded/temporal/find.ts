import { constants } from 'node:fs'
import { access, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { lock } from 'proper-lockfile'
import { DexError } from '#contract/error.ts'
import { type Progress, withProgress } from '../progress.ts'
import { cacheDirectory, cachedTemporal } from './cache.ts'
import { download } from './download.ts'
import { goInstall } from './go-install.ts'
import { usable } from './usable.ts'
import { temporalModule, temporalVersion } from './version.ts'

export interface FindTemporalOptions {
  /** PATH, HOME, TEMPORAL_ADDRESS, DEX_CACHE, XDG_CACHE_HOME; also given to what is run. */
  env: Readonly<NodeJS.ProcessEnv>
  progress: Progress
  /** In milliseconds. */
  downloadTimeout?: number
}

export type FoundTemporal =
  | { kind: 'service'; address: string; source: 'TEMPORAL_ADDRESS' }
  | {
      kind: 'executable'
      path: string
      /** What its `--version` says. */
      version: string
      source: 'PATH' | 'cache' | 'download' | 'go install'
    }

type Source = Extract<FoundTemporal, { kind: 'executable' }>['source']

interface Try {
  what: string
  why: string
}

/**
 * Finds a Temporal server, in this order: TEMPORAL_ADDRESS, `temporal` on PATH, our cache, the vendor's download,
 * `go install`. What is fetched or built goes to the cache under a lock, in one rename. Throws `bootstrap_failed` that lists
 * every try, why it failed, and the ways out.
 */
export async function findTemporal(options: FindTemporalOptions): Promise<FoundTemporal> {
  const { env } = options
  if (env.TEMPORAL_ADDRESS)
    return { kind: 'service', address: env.TEMPORAL_ADDRESS, source: 'TEMPORAL_ADDRESS' }
  const tries: Try[] = [{ what: 'TEMPORAL_ADDRESS', why: 'it is not set' }]
  const cached = cachedTemporal(cacheDirectory(env))

  const attempt = async (what: string, source: Source, path: string, make?: () => Promise<void>) => {
    try {
      await make?.()
      return { kind: 'executable', path, version: await usable(path), source } as const
    } catch (error) {
      tries.push({ what, why: reason(error) })
      return null
    }
  }

  const onPath = await lookUp('temporal', env.PATH ?? '')
  if (onPath) {
    const found = await attempt(`\`temporal\` on PATH (${onPath})`, 'PATH', onPath)
    if (found) return found
  } else tries.push({ what: '`temporal` on PATH', why: 'there is none' })

  const inCache = await attempt(`the cache (${cached})`, 'cache', cached)
  if (inCache) return inCache

  const release = await hold(dirname(cached), options.progress).catch((error: unknown) => {
    tries.push({ what: `writing to the cache (${dirname(cached)})`, why: reason(error) })
    return null
  })
  if (!release) throw notFound(tries)
  await sweep(dirname(cached))
  const scratch = await mkdtemp(join(dirname(cached), '.making-'))
  try {
    // another process may have made it while we waited
    const meanwhile = await attempt('the cache, again', 'cache', cached)
    if (meanwhile) return meanwhile
    tries.pop()
    const fetched = await attempt("the vendor's download", 'download', cached, () =>
      withProgress(`downloading temporal ${temporalVersion}`, options.progress, () =>
        download(scratch, cached, env, options.downloadTimeout ?? 30_000),
      ),
    )
    if (fetched) return fetched
    const built = await attempt(`\`go install ${temporalModule}\``, 'go install', cached, () =>
      withProgress(`building temporal ${temporalVersion} with go, some minutes`, options.progress, () =>
        goInstall(scratch, cached, env),
      ),
    )
    if (built) return built
  } finally {
    await rm(scratch, { recursive: true, force: true })
    await release()
  }
  throw notFound(tries)
}

/** One at a time over all processes of this user; a holder that died is taken over after 20 s. */
const hold = async (directory: string, progress: Progress): Promise<() => Promise<void>> => {
  await mkdir(directory, { recursive: true })
  return withProgress('waiting for another dex that fetches temporal', progress, () =>
    lock(directory, {
      stale: 20_000,
      update: 5_000,
      // the library would end the process; the rename at the end is safe without the lock
      onCompromised: () => {},
      retries: { retries: 10_000, factor: 1, minTimeout: 300, maxTimeout: 300 },
    }),
  )
}

/** What a killed maker left; nobody else makes anything while we hold the lock. */
async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith('.making-')) await rm(join(directory, name), { recursive: true, force: true })
  }
}

async function lookUp(name: string, path: string): Promise<string | null> {
  for (const directory of path.split(delimiter).filter((part) => part !== '')) {
    const file = join(directory, name)
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file
  }
  return null
}

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : error.message
}

function notFound(tries: Try[]): DexError {
  const list = tries.map((entry, index) => `${index + 1}. ${entry.what}: ${entry.why}`)
  return new DexError(
    'bootstrap_failed',
    `temporal was not found; tried in this order:\n${list.join('\n')}\nways out:\n${waysOut.map((way) => `- ${way}`).join('\n')}`,
    { extra: { tried: tries, waysOut } },
  )
}

const waysOut = [
  'set TEMPORAL_ADDRESS to a Temporal service that runs',
  'put the `temporal` CLI on PATH (https://docs.temporal.io/cli)',
  `install Go and run again: it builds temporal ${temporalVersion} from the module proxy`,
  "let this machine reach the vendor's download (HTTPS_PROXY is honoured)",
]
