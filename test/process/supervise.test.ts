import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdData } from '#process/embedded/hold-data.ts'
import { isAlive } from '#process/stop.ts'
import { type Exit, supervise } from '#process/supervise.ts'

let directory: string
let logFile: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dex-supervise-'))
  logFile = join(directory, 'gate.log')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const node = (
  code: string,
): { name: string; command: string; args: string[]; logFile: string; graceMs: number } => ({
  name: 'gate',
  command: process.execPath,
  args: ['-e', code],
  logFile,
  graceMs: 300,
})

test('json lines of stdout are handed over, everything else goes to the log with the name before it', async () => {
  const lines: unknown[] = []
  const child = await supervise({
    ...node(
      `console.log('{"ready":true}'); console.log('hello'); console.error('oops'); setInterval(() => {}, 1000)`,
    ),
    onLine: (line) => lines.push(line),
  })
  await expect.poll(() => lines).toEqual([{ ready: true }])
  await child.stop()
  expect(readFileSync(logFile, 'utf8').split('\n').toSorted()).toEqual(['', 'gate | hello', 'gate | oops'])
})

test('an exit nobody asked for is reported with the last lines; an asked one is not', async () => {
  const exits: Exit[] = []
  const onUnexpectedExit = (exit: Exit): number => exits.push(exit)
  const bad = await supervise({ ...node(`console.error('no database'); process.exit(3)`), onUnexpectedExit })
  await bad.exited
  expect(exits).toMatchObject([{ name: 'gate', code: 3, signal: null, lastLines: ['no database'] }])
  const good = await supervise({ ...node('setInterval(() => {}, 1000)'), onUnexpectedExit })
  await good.stop()
  expect(exits).toHaveLength(1)
})

test('one that ignores SIGTERM is killed after the grace', async () => {
  let ready = false
  const child = await supervise({
    ...node(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('{}')`),
    onLine: () => (ready = true),
  })
  await expect.poll(() => ready).toBe(true)
  const started = Date.now()
  await Promise.all([child.stop(), child.stop()])
  expect(Date.now() - started).toBeGreaterThanOrEqual(290)
  expect((await child.exited).signal).toBe('SIGKILL')
  expect(isAlive(child.pid)).toBe(false)
})

test('a command that is not there is a clear error', async () => {
  const started = supervise({ ...node(''), command: join(directory, 'none') })
  await expect(started).rejects.toMatchObject({ code: 'bootstrap_failed' })
})

test('a data directory is held by one at a time', async () => {
  const letGo = await holdData(directory)
  let held = false
  const second = holdData(directory).then((release) => {
    held = true
    return release
  })
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(held).toBe(false)
  await letGo()
  await (await second)()
  expect(held).toBe(true)
})
