import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface Asset {
  type: string
  body: Buffer
  gzip: Buffer
}

export interface BuiltConsole {
  /** The page, with `__NONCE__` wherever the response's own goes. */
  shell: string
  /** By name under `/assets/`; each name carries a hash of its content. */
  assets: ReadonlyMap<string, Asset>
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The console as it was built into `directory`, read once. Null where there is none. */
export function readConsole(directory: string | null): BuiltConsole | null {
  if (directory === null) return null
  let shell: string
  try {
    shell = readFileSync(join(directory, 'index.html'), 'utf8')
  } catch {
    return null
  }
  const assets = new Map<string, Asset>()
  for (const name of readdirSync(join(directory, 'assets'))) {
    const type = types[extname(name)]
    if (type === undefined) continue
    const body = readFileSync(join(directory, 'assets', name))
    assets.set(name, { type, body, gzip: gzipSync(body, { level: 9 }) })
  }
  return { shell, assets }
}
