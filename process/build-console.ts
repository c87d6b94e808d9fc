import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { DexError } from '#contract/error.ts'
import { builtOnce, place } from './built-once.ts'

/** Everything that the built console is made of. */
const sources = ['client/console', 'contract', 'package-lock.json', 'process/build-console.ts']

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
export const haveConsole = (): Promise<string> => builtOnce({ name: 'console', sources, build: buildConsole })

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.env['NODE_ENV'] = 'production'
  await build(resolve(process.argv[2] ?? place('dist/console')))
}
