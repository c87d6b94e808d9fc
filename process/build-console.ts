import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { DexError } from '#contract/error.ts'

const place = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Everything that the built console is made of. */
const sources = ['client/console', 'contract', 'package-lock.json', 'process/build-console.ts']
const kept = 3

/**
 * Builds the console into `directory`, which is replaced; in a process of its own, where nothing but the build is told that
 * this is production (libraries choose their form by it). Throws `bootstrap_failed`.
 */
export async function buildConsole(directory: string): Promise<void> {
  const args = ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), directory]
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, args, { env }).catch((cause: { stderr?: string }) => {
    const said = (cause.stderr ?? '').trim().split('\n').slice(0, 8).join('\n')
    throw new DexError('bootstrap_failed', `the console does not build: ${said}`, {
      mend: 'install with development packages (`npm ci`), or name a built one in DEX_CONSOLE',
      cause,
    })
  })
}

async function build(directory: string): Promise<void> {
  const [vite, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')])
  await vite.build({
    root: place('client/console'),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    // The server puts each response's own nonce there.
    html: { cspNonce: '__NONCE__' },
    build: {
      outDir: directory,
      emptyOutDir: true,
      target: 'es2023',
      // Those that know light-dark(); what is lowered for older ones does not work in variables.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      // A data: address would need a wider policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  })
}

/** Where the console of exactly these sources lies built; built now, once, when it was not. */
export async function haveConsole(): Promise<string> {
  const cache = place('node_modules/.cache/dex-console')
  const directory = join(cache, sourceDigest())
  if (existsSync(join(directory, 'index.html'))) {
    const now = new Date()
    utimesSync(directory, now, now)
    return directory
  }
  mkdirSync(cache, { recursive: true })
  const unfinished = mkdtempSync(join(cache, 'unfinished-'))
  try {
    await buildConsole(unfinished)
    try {
      renameSync(unfinished, directory)
    } catch (error) {
      // Two that build at the same moment built the same.
      if (!existsSync(join(directory, 'index.html'))) throw error
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  dropOlder(cache)
  return directory
}

function sourceDigest(): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of filesOf(place(source)))
      hash
        .update(relative(place('.'), file))
        .update('\0')
        .update(readFileSync(file))
        .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function dropOlder(cache: string): void {
  const built = readdirSync(cache)
    .filter((name) => !name.startsWith('unfinished-'))
    .map((name) => ({ name, at: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
  for (const { name } of built.slice(kept)) rmSync(join(cache, name), { recursive: true, force: true })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.env['NODE_ENV'] = 'production'
  await build(resolve(process.argv[2] ?? place('dist/console')))
}
