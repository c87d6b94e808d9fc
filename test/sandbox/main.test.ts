import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { compiled } from '../support/compiled.ts'

const secrets = {
  DEX_SANDBOX_DESK_TOKEN: 'a-desk-token-of-the-test',
  DEX_SANDBOX_OKTA_CLIENT_SECRET: 'an-okta-secret-of-the-test',
  DEX_SANDBOX_MICROSOFT_CLIENT_SECRET: 'a-microsoft-secret-of-the-test',
  DEX_SANDBOX_GOOGLE_CLIENT_SECRET: 'a-google-secret-of-the-test',
  DEX_SANDBOX_SCIM_CLIENT_SECRET: 'a-scim-secret-of-the-test',
  DEX_SANDBOX_CONSOLE_CLIENT_SECRET: 'a-console-secret-of-the-test',
}
const data = mkdtempSync(join(tmpdir(), 'sandbox-main-'))
let child: ChildProcess | null = null

afterEach(async () => {
  if (child?.exitCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(data, { recursive: true, force: true })
})

const start = (args: string[], env: Record<string, string>) =>
  spawn(process.execPath, ['sandbox/main.ts', ...args], {
    env: { PATH: process.env['PATH'], ...compiled(), ...env },
  })

interface Ready {
  ready: boolean
  urls: Record<'desk' | 'okta' | 'google' | 'microsoft' | 'idp' | 'model', string>
  issuers: Record<'microsoft', string>
  people: { email: string; oktaId: string; oktaRoles: string[]; roles: string[] }[]
}

test('one line when all answer, the admins first; SIGTERM ends it', async () => {
  child = start(['--data', data], secrets)
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const [line] = (await once(lines, 'line')) as [string]
  const ready = JSON.parse(line) as Ready
  expect(ready.ready).toBe(true)
  expect(ready.people[0]).toMatchObject({ oktaRoles: ['SUPER_ADMIN'], roles: ['admin', 'security-admin'] })
  expect(ready.people.length).toBeGreaterThanOrEqual(12)
  expect(line).not.toContain('of-the-test')
  for (const path of [ready.urls.okta, ready.urls.google, ready.urls.idp, ready.issuers.microsoft].map(
    (url) => `${url}/.well-known/openid-configuration`,
  )) {
    expect((await fetch(path)).status).toBe(200)
  }
  expect(ready.issuers.microsoft.startsWith(ready.urls.microsoft)).toBe(true)
  expect((await fetch(ready.urls.desk)).status).toBe(200)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
}, 20_000)

test('what is missing is said by name, exit 2', async () => {
  child = start([], { DEX_SANDBOX_DESK_TOKEN: 'short' })
  let text = ''
  child.stderr?.on('data', (chunk) => {
    text += String(chunk)
  })
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(2)
  expect(text).toContain('DEX_SANDBOX_DESK_TOKEN')
  expect(text).toContain('DEX_SANDBOX_OKTA_CLIENT_SECRET')
  expect(text).not.toContain('short')
}, 20_000)
