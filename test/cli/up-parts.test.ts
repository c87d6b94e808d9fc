import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { searchAttributes } from '#process/embedded/temporal/start.ts'
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

const one = newData()
let left: Started
/** Stands while the tests below look at it, one after the other; the last kills a part of it. */
let standing: Started

beforeAll(async () => {
  ;[left, standing] = await Promise.all([start(one), start(newData())])
}, 120_000)

afterAll(async () => {
  for (const each of running) if (each.child.exitCode === null) await each.stop()
  for (const data of directories) {
    const pointer = JSON.parse(readFileSync(join(data, 'postgres.json'), 'utf8')) as { dataDirectory: string }
    rmSync(dirname(pointer.dataDirectory), { recursive: true, force: true })
    rmSync(data, { recursive: true, force: true })
  }
})

test('two run side by side on ports of their own; each ends cleanly and comes up again', async () => {
  expect(left.ready).toMatchObject({
    ready: true,
    pids: { sandbox: null, api: null, gate: [], think: [] },
    sandbox: null,
  })
  expect(left.ready.urls.temporal).not.toBe(standing.ready.urls.temporal)
  for (const { ready } of [left, standing]) {
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
  expect(isAlive(standing.ready.pids.temporal)).toBe(true)

  const again = await start(one)
  expect(await again.stop()).toBe(0)
}, 120_000)

test('a port that was set and is taken is an error that names the variable', async () => {
  const port = standing.ready.urls.temporal?.split(':')[1] ?? ''
  const data = mkdtempSync(join(tmpdir(), 'dex-up-'))
  await expect(startDex(['--data', data, '--only', 'temporal'], { DEX_TEMPORAL_PORT: port })).rejects.toThrow(
    `port ${port} of DEX_TEMPORAL_PORT is taken`,
  )
  rmSync(data, { recursive: true, force: true })
}, 120_000)

test('an outside Temporal is made ready; one that is away, or a database that is, is named with the mend', async () => {
  const temporal = inject('temporalAddress')
  const namespace = `up-${randomBytes(4).toString('hex')}`
  const outside = mkdtempSync(join(tmpdir(), 'dex-outside-'))
  const up = (part: string, env: Record<string, string>) =>
    bin(['up', '--json', '--data', outside, '--only', part], '', env)
  try {
    const started = await startDex(['--data', outside, '--only', 'temporal'], {
      TEMPORAL_ADDRESS: temporal,
      TEMPORAL_NAMESPACE: namespace,
    })
    expect(started.ready).toMatchObject({ urls: { temporal }, pids: { temporal: null } })
    expect(await started.stop()).toBe(0)
    const connection = await Connection.connect({ address: temporal })
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    await connection.close()
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)))

    const nowhere = '127.0.0.1:9'
    const away = await up('temporal', { TEMPORAL_ADDRESS: nowhere })
    expect(away.code).toBe(3)
    expect(JSON.parse(away.stdout)).toMatchObject({
      error: { code: 'temporal_unavailable', message: expect.stringContaining(nowhere) as string },
    })
    const without = await up('postgres', { DATABASE_ADMIN_URL: `postgres://owner:secret@${nowhere}/dex` })
    expect(without.code).toBe(3)
    expect(JSON.parse(without.stdout)).toMatchObject({
      error: { code: 'database_unavailable', message: expect.stringContaining(nowhere) as string },
    })
    expect(without.stdout + without.stderr).not.toContain('secret')
  } finally {
    rmSync(outside, { recursive: true, force: true })
  }
}, 60_000)

test('a part that is killed is started again, and this is said', async () => {
  const before = standing.ready.pids.temporal
  process.kill(before ?? 0, 'SIGKILL')
  await expect
    .poll(() => standing.stderr(), { timeout: 20_000 })
    .toMatch(/temporal runs again \(process \d+\)/)
  expect(await standing.stop()).toBe(0)
  const [, after] = /runs again \(process (\d+)\)/.exec(standing.stderr()) ?? []
  expect(isAlive(Number(after))).toBe(false)
}, 120_000)
