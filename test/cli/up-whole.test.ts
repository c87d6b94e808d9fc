import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ownPorts } from '../support/own-ports.ts'
import { bin, isAlive, type Started, startDex } from './support/program.ts'

const data = mkdtempSync(join(tmpdir(), 'dex-whole-'))
const ports = await ownPorts()
const running: Started[] = []

async function start(): Promise<Started> {
  const started = await startDex(['--data', data], { DEX_LOG_LEVEL: 'warn', ...ports })
  running.push(started)
  return started
}

afterAll(async () => {
  for (const each of running)
    if (each.child.exitCode === null && each.child.signalCode === null) await each.stop()
  const pointer = JSON.parse(readFileSync(join(data, 'postgres.json'), 'utf8')) as { dataDirectory: string }
  rmSync(dirname(pointer.dataDirectory), { recursive: true, force: true })
  rmSync(data, { recursive: true, force: true })
})

const environmentOf = (pid: number): Map<string, string> =>
  new Map(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  )

test('everything comes up, each role with its own alone, and survives the parent’s death', async () => {
  const first = await start()
  const { urls, pids, sandbox } = first.ready
  expect(sandbox).toMatchObject({ source: expect.stringMatching(/^src_/) as string, model: 'stand-in' })
  expect(sandbox?.people.filter((person) => person.roles.includes('admin')).length).toBeGreaterThan(1)
  expect((await fetch(`${urls.api}/readyz`)).status).toBe(200)

  // /proc is Linux's; elsewhere what follows is told by the roles' own tests
  if (process.platform === 'linux') {
    const [gate, think, api] = [pids.gate[0] ?? 0, pids.think[0] ?? 0, pids.api ?? 0].map(environmentOf)
    expect(api?.get('DATABASE_URL')).toContain('dex_api:')
    expect(gate?.get('DATABASE_URL')).toContain('dex_gate:')
    expect(think?.get('DATABASE_URL')).toContain('dex_think:')
    expect([api, gate].map((env) => env?.has('ANTHROPIC_API_KEY'))).toEqual([false, false])
    expect([api, think].map((env) => env?.has('DEX_DECISION_PUBLIC_KEYS'))).toEqual([false, false])
    for (const env of [api, gate, think]) expect(env?.has('DATABASE_ADMIN_URL')).toBe(false)
  }
  for (const path of ['secrets.json', 'up.json', 'keys', 'request-keys']) {
    expect(statSync(join(data, path)).mode & 0o077).toBe(0)
  }

  const approver = sandbox?.people.find((person) => person.roles.includes('admin'))?.email ?? ''
  expect(await bin(['login', '--as', approver, '--json', '--data', data])).toMatchObject({ code: 0 })
  expect(statSync(join(data, 'session.json')).mode & 0o777).toBe(0o600)
  const connections = JSON.parse((await bin(['connection', 'list', '--json', '--data', data])).stdout) as {
    items: { platform: string; kind: string; state: string }[]
  }
  const investigating = connections.items.filter(
    (each) => each.kind === 'investigate' && each.state === 'active',
  )
  expect(investigating.map((each) => each.platform).toSorted()).toEqual(['google', 'microsoft', 'okta'])
  expect((await bin(['doctor', '--data', data])).code).toBe(0)

  const title = 'Lost phone\u001b[2J'
  const made = await bin(['request', 'create', '--title', title, '--text', 'Reset my MFA.', '--data', data])
  const id = made.stdout.trim()
  const shown = await bin(['request', 'show', id, '--data', data])
  expect(shown.stdout).toMatch(/^Lost phone⟨U\+001B⟩\[2J\n/)
  expect(shown.stdout).toMatch(/asked from a terminal; identity verified by sign-in/)
  await bin(['request', 'cancel', id, '--data', data])
  const watched = await bin(['request', 'watch', id, '--data', data])
  expect(watched.code).toBe(1)
  expect(watched.stdout).toMatch(/Closed: cancelled\n.*Content destroyed/)

  process.kill(pids.gate[0] ?? 0, 'SIGKILL')
  await expect.poll(() => first.stderr(), { timeout: 30_000 }).toMatch(/gate runs again/)

  first.child.kill('SIGKILL')
  if (first.child.exitCode === null && first.child.signalCode === null) await once(first.child, 'exit')
  // nobody starts again, and yet nothing of it lives on
  const left = [pids.api, pids.sandbox, pids.think[0] ?? null, pids.temporal, pids.postgres]
  await expect.poll(() => left.filter(isAlive), { timeout: 30_000 }).toEqual([])
  const second = await start()
  expect(second.ready.urls).toEqual(urls)
  expect(second.ready.sandbox?.source).toBe(sandbox?.source)
  // the session, the people and their connections are found again
  const again = await bin(['connection', 'list', '--json', '--data', data])
  expect(JSON.parse(again.stdout)).toEqual(connections)
  expect(await bin(['log', 'verify', '--json', '--data', data])).toMatchObject({ code: 0 })

  expect(await second.stop()).toBe(0)
  const all = [
    second.ready.pids.api,
    ...second.ready.pids.gate,
    ...second.ready.pids.think,
    second.ready.pids.sandbox,
  ]
  for (const pid of all) expect(isAlive(pid)).toBe(false)
}, 180_000)
