import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pagePaths } from '#client/console/pages.ts'
import { haveConsole } from '#process/build-console.ts'
import { figure, type Row } from '../result.ts'

const kilobytesMax = 250

/** What the page names before its script runs, and the first page's own chunk: script and styles, compressed as they are sent. */
export async function firstLoad(): Promise<Row[]> {
  const directory = await haveConsole()
  const shell = await readFile(join(directory, 'index.html'), 'utf8')
  const names = (await readdir(join(directory, 'assets'))).filter((name) => /\.(js|css)$/.test(name))
  const chunks = names.filter((name) => /-page-[\w-]+\.js$/.test(name))
  const first = names.filter((name) => shell.includes(name) || name.startsWith('inbox-page-'))
  const sizes = await Promise.all(
    first.map(async (name) => gzipSync(await readFile(join(directory, 'assets', name)), { level: 9 }).length),
  )
  const whole = figure('first load, compressed', sizes.reduce((sum, size) => sum + size, 0) / 1_024, 'KB')
  const pages = new Set(pagePaths.map((path) => (path === '/approvals/:id' ? '/' : path))).size
  const split = figure('chunks of pages', chunks.length, 'chunks')
  return [
    { ...whole, ok: whole.value <= kilobytesMax },
    { ...split, ok: chunks.length === pages },
  ]
}
