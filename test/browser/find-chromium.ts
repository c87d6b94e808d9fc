import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'

export interface FoundChromium {
  path: string
  source: 'CHROMIUM_PATH' | 'system' | 'package'
  /** That it was built to be started with. */
  args: readonly string[]
}

export interface FindChromiumOptions {
  env: Readonly<Record<string, string | undefined>>
  exists(path: string): boolean
  /** What comes with npm, unpacked; null where the package is not installed. */
  packaged(): Promise<{ path: string; args: readonly string[] } | null>
  /** Shared libraries that this program needs and the machine does not have. */
  missing(path: string): Promise<readonly string[]>
}

const systemPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const

/** Debian's names of what holds a library; others are called like the library. */
const debian: Readonly<Record<string, string>> = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libexpat.so.1': 'libexpat1',
  'libfontconfig.so.1': 'libfontconfig1',
  'libgbm.so.1': 'libgbm1',
  'libdbus-1.so.3': 'libdbus-1-3',
}

/**
 * A Chromium of this machine: the one that `CHROMIUM_PATH` names, else the system's, else the one that npm brought. Throws,
 * with the line that installs what is missing: a test of the browser is never skipped.
 */
export async function findChromium(options: FindChromiumOptions): Promise<FoundChromium> {
  const found = await candidate(options)
  const missing = await options.missing(found.path)
  if (missing.length === 0) return found
  const names = [...new Set(missing.map((library) => debian[library] ?? library.replace(/\.so.*$/, '')))]
  throw new Error(
    `\`${found.path}\` cannot start: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed ` +
      `(Debian: \`apt-get install ${names.toSorted().join(' ')}\`)`,
  )
}

async function candidate({ env, exists, packaged }: FindChromiumOptions): Promise<FoundChromium> {
  const named = env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    if (!exists(named)) throw new Error(`CHROMIUM_PATH names \`${named}\`, where nothing is`)
    return { path: named, source: 'CHROMIUM_PATH', args: [] }
  }
  const system = systemPlaces.find(exists)
  if (system !== undefined) return { path: system, source: 'system', args: [] }
  const brought = await packaged()
  if (brought !== null) return { ...brought, source: 'package' }
  throw new Error(
    'no chromium was found: install one (Debian: `apt-get install chromium`), name one in CHROMIUM_PATH, or install with ' +
      'development packages (`npm ci`)',
  )
}

/** Not a literal: where it is not installed this is still a program. */
const packageName: string = '@sparticuz/chromium'

export const onThisMachine: FindChromiumOptions = {
  env: process.env,
  exists: existsSync,
  async packaged() {
    try {
      const { default: brought } = (await import(packageName)) as {
        default: { executablePath(): Promise<string>; args: string[] }
      }
      return { path: await brought.executablePath(), args: brought.args }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null
      throw error
    }
  },
  async missing(path) {
    if (process.platform !== 'linux') return []
    // A script that starts the real one has no libraries of its own: ldd refuses it.
    const { stdout } = await promisify(execFile)('ldd', [path]).catch(() => ({ stdout: '' }))
    return [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, library = '']) => library)
  },
}
