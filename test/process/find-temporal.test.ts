import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { cachedTemporal } from '#process/embedded/temporal/cache.ts'

const program = fileURLToPath(new URL('programs/find-temporal.ts', import.meta.url))

let root: string
let bin: string
let cache: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dex-find-'))
  bin = join(root, 'bin')
  cache = join(root, 'cache')
  mkdirSync(bin)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A real process with nothing but our own directories on PATH and no way to the vendor. */
const find = (
  env: Record<string, string> = {},
): Promise<{ found: Record<string, string>; progress: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program], {
      env: { PATH: bin, HOME: root, DEX_CACHE: cache, HTTPS_PROXY: 'http://127.0.0.1:9', ...env },
    })
    let output = ''
    let progress = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (progress += chunk.toString()))
    child.once('error', reject)
    child.once('close', () => {
      try {
        resolve({ found: JSON.parse(output) as Record<string, string>, progress })
      } catch {
        reject(new Error(`no answer: ${progress}`))
      }
    })
  })

function script(path: string, body: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
  return path
}

const temporal = (version: string): string =>
  `case "$1" in --version) echo "temporal version ${version}";; *) echo "  --ui-public-path";; esac`

/** Stands where Go's compiler would: it takes a second and leaves a `temporal` in GOBIN. */
function go(): string {
  const log = join(root, 'builds')
  script(join(root, 'built'), temporal('built'))
  script(
    join(bin, 'go'),
    `[ "$1" = version ] && exit 0\necho "$@" >> ${log}\n/bin/sleep 1\n/bin/cp ${join(root, 'built')} "$GOBIN/temporal"`,
  )
  return log
}

test('TEMPORAL_ADDRESS comes first and nothing is looked for', async () => {
  script(join(bin, 'temporal'), temporal('path'))
  const { found } = await find({ TEMPORAL_ADDRESS: 'temporal.example:7233' })
  expect(found).toEqual({ kind: 'service', address: 'temporal.example:7233', source: 'TEMPORAL_ADDRESS' })
})

test('then PATH, then the cache', async () => {
  const onPath = script(join(bin, 'temporal'), temporal('path'))
  const cached = script(cachedTemporal(cache), temporal('cached'))
  expect((await find()).found).toMatchObject({
    source: 'PATH',
    path: onPath,
    version: 'temporal version path',
  })
  script(onPath, 'exit 3')
  expect((await find()).found).toMatchObject({ source: 'cache', path: cached })
})

test('one on PATH without the options we need is passed over', async () => {
  script(join(bin, 'temporal'), 'echo "temporal version 0.1"')
  script(cachedTemporal(cache), temporal('cached'))
  expect((await find()).found).toMatchObject({ source: 'cache' })
})

test('the cache is DEX_CACHE, then XDG_CACHE_HOME, then the home', async () => {
  const inHome = script(cachedTemporal(join(root, '.cache', 'dex')), temporal('home'))
  const inXdg = script(cachedTemporal(join(root, 'xdg', 'dex')), temporal('xdg'))
  expect((await find({ DEX_CACHE: '', XDG_CACHE_HOME: join(root, 'xdg') })).found.path).toBe(inXdg)
  expect((await find({ DEX_CACHE: '' })).found.path).toBe(inHome)
})

test('two at once on an empty cache: one build, both find it, nothing half-made stays', async () => {
  const log = go()
  const both = await Promise.all([find(), find()])
  const path = cachedTemporal(cache)
  expect(both.map(({ found }) => found.path)).toEqual([path, path])
  expect(both.map(({ found }) => found.source).toSorted()).toEqual(['cache', 'go install'])
  expect(readFileSync(log, 'utf8').trim()).toBe(
    'install -ldflags -s -w github.com/temporalio/cli/cmd/temporal@v1.5.1',
  )
  expect(readdirSync(dirname(path))).toEqual(['temporal'])
})

test('what takes over two seconds says what it does and for how long', async () => {
  const log = go()
  script(join(bin, 'go'), readFileSync(join(bin, 'go'), 'utf8').replace('/bin/sleep 1', '/bin/sleep 3'))
  const { progress } = await find()
  expect(existsSync(log)).toBe(true)
  expect(progress).toMatch(/building temporal 1\.5\.1 with go, some minutes …/)
  expect(progress).toMatch(/building temporal .*: took \d+ s/)
})

test('when all fail, one message lists each try, its reason, and the ways out', async () => {
  script(join(bin, 'temporal'), 'echo broken >&2; exit 3')
  const { found } = await find()
  const error = found.error ?? ''
  expect(error).toMatch(/1\. TEMPORAL_ADDRESS: it is not set/)
  expect(error).toMatch(/2\. `temporal` on PATH .*: broken/)
  expect(error).toMatch(/3\. the cache .*: there is none/)
  expect(error).toMatch(/4\. the vendor's download: \S+/)
  expect(error).toMatch(/5\. `go install .*@v1\.5\.1`: there is no `go` on PATH/)
  expect(error).toContain('ways out:\n- set TEMPORAL_ADDRESS')
})

test.runIf(inject('temporalExecutable') !== '')('the real one is found usable on PATH', async () => {
  const executable = inject('temporalExecutable')
  expect((await find({ PATH: dirname(executable) })).found).toMatchObject({
    source: 'PATH',
    path: executable,
  })
})
