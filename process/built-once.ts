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
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A path of the checkout. */
export const place = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

const kept = 3

/** The directory where what `build` makes of exactly these files and folders lies; made now, once, when it was not. */
export async function builtOnce(options: {
  name: string
  sources: readonly string[]
  build: (directory: string) => Promise<void>
}): Promise<string> {
  const cache = place(`node_modules/.cache/dex-${options.name}`)
  const directory = join(cache, sourceDigest(options.sources))
  if (existsSync(directory)) {
    const now = new Date()
    utimesSync(directory, now, now)
    return directory
  }
  mkdirSync(cache, { recursive: true })
  const unfinished = mkdtempSync(join(cache, 'unfinished-'))
  try {
    await options.build(unfinished)
    try {
      renameSync(unfinished, directory)
    } catch (error) {
      // Two that build at the same moment built the same.
      if (!existsSync(directory)) throw error
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  dropOlder(cache)
  return directory
}

function sourceDigest(sources: readonly string[]): string {
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
