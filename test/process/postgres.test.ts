import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isDexError } from '#contract/error.ts'
import { packagedBinaries } from '#process/embedded/postgres/binaries.ts'
import { choosePlace } from '#process/embedded/postgres/place.ts'
import { readPointer } from '#process/embedded/postgres/pointer.ts'
import { type RunningPostgres, startPostgres } from '#process/embedded/postgres/start.ts'
import { pickPort } from '#process/embedded/ports.ts'
import { isAlive } from '#process/stop.ts'

const program = fileURLToPath(new URL('programs/postgres-as.ts', import.meta.url))
const isRoot = process.getuid?.() === 0

let home: string
let data: string
let running: RunningPostgres | null

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dex-home-'))
  chmodSync(home, 0o700)
  data = join(home, '.dex')
  running = null
})
afterEach(async () => {
  await running?.destroy()
  rmSync(home, { recursive: true, force: true })
})

const anyPort = (): Promise<number> => pickPort({ variable: 'DEX_POSTGRES_PORT', port: 0, explicit: false })
const start = async (): Promise<RunningPostgres> => {
  running = await startPostgres({ data, port: await anyPort(), durable: false })
  return running
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test('it starts under a 0700 home, keeps its data over a restart on another port, and opens no home', async () => {
  const first = await start()
  await query(first.adminUrl, "create table kept as select 'x' as mark")
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await start()
  expect(await query(second.adminUrl, 'select mark from kept')).toEqual([{ mark: 'x' }])
  expect(statSync(home).mode & 0o777).toBe(0o700)
  expect(statSync(join(data, 'postgres.json')).mode & 0o777).toBe(0o600)
})

test('only loopback, only with the password', async () => {
  const { adminUrl } = await start()
  expect(await query(adminUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(await query(adminUrl, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }])
  const guessed = new URL(adminUrl)
  guessed.password = 'postgres'
  await expect(query(guessed.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test.runIf(isRoot)('as root it runs as somebody who is not', async () => {
  const { pid } = await start()
  expect(statSync(`/proc/${pid}`).uid).not.toBe(0)
  expect((await readPointer(data))?.uid).toBeGreaterThan(0)
})

test.runIf(isRoot)('as an ordinary user everything lies below the data directory', async () => {
  // root copies the binaries where everyone can read them; an ordinary user has a checkout of their own
  const { binaries, directory } = await choosePlace(data, await packagedBinaries())
  rmSync(directory, { recursive: true })
  chownSync(home, 65_534, 65_534)
  chownSync(data, 65_534, 65_534)
  const port = await anyPort()
  const child = spawn(process.execPath, [program, '65534', data, String(port), binaries], { cwd: '/' })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const line = await new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    child.once('close', () => resolve(''))
  })
  expect(line, errors).not.toBe('')
  const answer = JSON.parse(line) as { uid: number; adminUrl: string; pid: number }
  expect(answer.uid).toBe(65_534)
  expect(await query(answer.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await readPointer(data))?.dataDirectory).toBe(join(data, 'postgres', 'data'))
  child.stdin.end()
  await new Promise((resolve) => child.once('close', resolve))
  expect(isAlive(answer.pid)).toBe(false)
})

test('one that outlived its killed parent is ended, and the data is taken over', async () => {
  const child = spawn(process.execPath, [program, String(process.getuid?.()), data, String(await anyPort())])
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    child.once('close', () => reject(new Error('it ended')))
  })
  const orphan = JSON.parse(line) as { adminUrl: string; pid: number }
  await query(orphan.adminUrl, "create table kept as select 'x' as mark")
  child.removeAllListeners('close')
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  expect(isAlive(orphan.pid)).toBe(true)
  const next = await start()
  expect(isAlive(orphan.pid)).toBe(false)
  expect(await query(next.adminUrl, 'select mark from kept')).toEqual([{ mark: 'x' }])
})

test('a killed server and a pid file that names a stranger do not stop the next start', async () => {
  const first = await start()
  await query(first.adminUrl, "create table kept as select 'x' as mark")
  const pointer = await readPointer(data)
  process.kill(first.pid, 'SIGKILL')
  await first.exited
  const pidFile = join(pointer?.dataDirectory ?? '', 'postmaster.pid')
  const rest = readFileSync(pidFile, 'utf8').split('\n').slice(1)
  writeFileSync(pidFile, [String(process.pid), ...rest].join('\n'))
  const second = await start()
  expect(await query(second.adminUrl, 'select mark from kept')).toEqual([{ mark: 'x' }])
})

test('an initdb that was killed half-way is made again', async () => {
  const place = await choosePlace(data, await packagedBinaries())
  mkdirSync(join(place.directory, 'data.new', 'base'), { recursive: true })
  const { adminUrl } = await start()
  expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a database that its pointer names and that is gone is an error, never an empty one', async () => {
  const { stop } = await start()
  await stop()
  rmSync((await readPointer(data))?.dataDirectory ?? '', { recursive: true })
  const port = await anyPort()
  const error: unknown = await startPostgres({ data, port }).catch((thrown: unknown) => thrown)
  expect(isDexError(error, 'bootstrap_failed')).toBe(true)
  expect(existsSync(join(data, 'postgres.json'))).toBe(true)
})

test('one that cannot bind its port says so, with the end of its log, and leaves nothing running', async () => {
  const { adminUrl } = await start()
  const other = join(home, 'other')
  const error: unknown = await startPostgres({
    data: other,
    port: Number(new URL(adminUrl).port),
    durable: false,
  }).catch((thrown: unknown) => thrown)
  expect(isDexError(error, 'bootstrap_failed')).toBe(true)
  expect(String(error)).toMatch(/Address already in use/)
  const pid = Number.parseInt(readFileSync(join(data, 'postgres.pid'), 'utf8'), 10)
  expect(isAlive(pid)).toBe(true)
  expect(existsSync(join(other, 'postgres.pid'))).toBe(false)
  if (isRoot) rmSync((await choosePlace(other, await packagedBinaries())).directory, { recursive: true })
})
