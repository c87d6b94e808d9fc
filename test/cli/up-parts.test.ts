import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bin, isAlive, type Started, startDex } from './support/program.ts'

const directories: string[] = []
const running: Started[] = []

function newData(): string {
  const data = mkdtempSync(join(tmpdir(), 'dex-up-'))
  directories.push(data)
  return data
}

async function start(data: string, ...more: string[]): Promise<Started> {
  const started = await startDex(['--data', data, '--only', 'postgres,temporal', ...more])
  running.push(started)
  return started
}

afterAll(async () => {
  for (const each of running) if (each.child.exitCode === null) await each.stop()
  for (const data of directories) {
    const pointer = JSON.parse(readFileSync(join(data, 'postgres.json'), 'utf8')) as { dataDirectory: string }
    rmSync(dirname(pointer.dataDirectory), { recursive: true, force: true })
    rmSync(data, { recursive: true, force: true })
  }
})

test('two run side by side on ports of their own; each ends cleanly and comes up again', async () => {
  const [one, other] = [newData(), newData()]
  const [left, right] = await Promise.all([start(one), start(other)])
  expect(left.ready).toMatchObject({
    ready: true,
    pids: { sandbox: null, api: null, gate: [], think: [] },
    sandbox: null,
  })
  expect(left.ready.urls.temporal).not.toBe(right.ready.urls.temporal)
  for (const { ready } of [left, right]) {
    expect(isAlive(ready.pids.temporal)).toBe(true)
    expect(isAlive(ready.pids.postgres)).toBe(true)
  }

  const second = await bin(['up', '--json', '--data', one, '--only', 'postgres'])
  expect(second.code).toBe(3)
  expect(second.stderr).toContain('another dex runs')

  const doctor = await bin(['doctor', '--json', '--data', one])
  const { parts } = JSON.parse(doctor.stdout) as { parts: { part: string; state: string }[] }
  const stateOf = (name: string) => parts.find((part) => part.part === name)?.state
  expect([stateOf('postgres'), stateOf('temporal'), stateOf('api')]).toEqual(['ok', 'ok', 'wrong'])
  expect(await bin(['migrate', '--json', '--data', one])).toMatchObject({
    code: 0,
    stdout: '{"applied":[]}\n',
  })

  expect(await left.stop()).toBe(0)
  expect(isAlive(left.ready.pids.temporal)).toBe(false)
  expect(isAlive(left.ready.pids.postgres)).toBe(false)
  expect(isAlive(right.ready.pids.temporal)).toBe(true)

  const again = await start(one)
  expect(await again.stop()).toBe(0)
  expect(await right.stop()).toBe(0)
}, 120_000)

test('a part that is killed is started again, and this is said', async () => {
  const started = await start(newData())
  const before = started.ready.pids.temporal
  process.kill(before ?? 0, 'SIGKILL')
  await expect
    .poll(() => started.stderr(), { timeout: 20_000 })
    .toMatch(/temporal runs again \(process \d+\)/)
  expect(await started.stop()).toBe(0)
  const [, after] = /runs again \(process (\d+)\)/.exec(started.stderr()) ?? []
  expect(isAlive(Number(after))).toBe(false)
}, 120_000)

test('a port that was set and is taken is an error that names the variable', async () => {
  const started = await start(newData())
  const port = started.ready.urls.temporal?.split(':')[1] ?? ''
  const data = mkdtempSync(join(tmpdir(), 'dex-up-'))
  await expect(startDex(['--data', data, '--only', 'temporal'], { DEX_TEMPORAL_PORT: port })).rejects.toThrow(
    `port ${port} of DEX_TEMPORAL_PORT is taken`,
  )
  rmSync(data, { recursive: true, force: true })
  expect(await started.stop()).toBe(0)
}, 120_000)
