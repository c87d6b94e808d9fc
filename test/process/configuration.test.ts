import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isDexError } from '#contract/error.ts'
import { refuseSandboxIssuers } from '#process/configuration/issuers.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import type { Problem } from '#process/configuration/problem.ts'
import type { Role } from '#process/configuration/variable.ts'

const needed = {
  DATABASE_URL: 'postgres://dex_gate:x@127.0.0.1:7054/dex',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
}
const production = { ...needed, DEX_PROFILE: 'production', DEX_PUBLIC_URL: 'https://dex.example' }

function problemsOf(role: Role, env: Record<string, string>): Problem[] {
  try {
    readConfiguration(role, env)
  } catch (error) {
    if (isDexError(error, 'configuration_invalid')) return error.extra.problems as Problem[]
    throw error
  }
  return []
}

test('defaults are filled in, durations become milliseconds, paths depend on data and role', () => {
  const found = readConfiguration('gate', { ...needed, DEX_DATA: '/srv/dex', DEX_SHUTDOWN_GRACE: '2m' })
  expect(found).toMatchObject({
    role: 'gate',
    profile: 'sandbox',
    temporalNamespace: 'dex',
    shutdownGraceMs: 120_000,
    keysOwn: '/srv/dex/keys/gate',
    keysShared: '/srv/dex/keys/shared',
    requestKeys: '/srv/dex/request-keys',
    egressPrivateOrigins: [],
    metricsPort: null,
  })
})

test('a role is given nothing that belongs to another one', () => {
  const env = { ...needed, ANTHROPIC_API_KEY: 'sk-secret', DATABASE_ADMIN_URL: 'postgres://postgres:p@h/dex' }
  for (const role of ['api', 'gate'] as const) {
    const text = JSON.stringify(readConfiguration(role, env))
    expect(text).not.toContain('sk-secret')
    expect(text).not.toContain('postgres:p@h')
  }
  expect(readConfiguration('think', env).anthropicApiKey).toBe('sk-secret')
})

test('a set port is told from a default one', () => {
  const found = readConfiguration('dex', { DEX_API_PORT: '7070' })
  expect(found.apiPort).toBe(7070)
  expect(found.isSet('DEX_API_PORT')).toBe(true)
  expect(found.isSet('DEX_POSTGRES_PORT')).toBe(false)
})

test('every problem is listed at once, with class and mend, and without the value', () => {
  const env = {
    DATABASE_URL: 'mysql://dex:hunter2@db/dex',
    DEX_SHUTDOWN_GRACE: 'soon',
    DEX_PROFILE: 'prod',
    DEX_EGRESS_PRIVATE_ORIGINS: 'https://10.0.0.1,http://10.0.0.2',
    TEMPORAL_TLS_CERT: '/tls/client.pem',
  }
  expect(
    problemsOf('think', env)
      .map((problem) => problem.variable)
      .toSorted(),
  ).toEqual([
    'DATABASE_URL',
    'DEX_EGRESS_PRIVATE_ORIGINS',
    'DEX_PROFILE',
    'DEX_SHUTDOWN_GRACE',
    'TEMPORAL_ADDRESS',
    'TEMPORAL_TLS_KEY',
  ])
  const thrown = ((): Error => {
    try {
      readConfiguration('think', env)
      throw new Error('it was accepted')
    } catch (error) {
      return error as Error
    }
  })()
  expect(thrown.message).toContain('DEX_SHUTDOWN_GRACE must be a duration')
  expect(thrown.message).not.toContain('hunter2')
})

test('a variable set to nothing is unset', () => {
  expect(problemsOf('gate', { ...needed, TEMPORAL_ADDRESS: '' }).map((problem) => problem.variable)).toEqual([
    'TEMPORAL_ADDRESS',
  ])
  expect(readConfiguration('gate', { ...needed, DEX_METRICS_PORT: '' }).metricsPort).toBeNull()
})

test.each([
  ['DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS', '1'],
  ['GOOGLE_SDK_NODE_LOGGING', 'all'],
  ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
  ['OKTA_CLIENT_TOKEN', 'x'],
  ['OKTA_CLIENT_ORGURL', 'https://x.okta.com'],
])('T13: %s is refused in every role and profile', (name, value) => {
  for (const role of ['api', 'gate', 'think', 'dex', 'sandbox'] as const) {
    expect(problemsOf(role, { ...needed, [name]: value }).map((problem) => problem.variable)).toContain(name)
  }
})

test('production starts with what it needs, and not without', () => {
  expect(problemsOf('api', production)).toEqual([])
  expect(problemsOf('think', { ...production, ANTHROPIC_API_KEY: 'sk' })).toEqual([])
  expect(problemsOf('think', production).map((problem) => problem.variable)).toEqual(['ANTHROPIC_API_KEY'])
  expect(
    problemsOf('think', {
      ...production,
      ANTHROPIC_API_KEY: 'sk',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:7084',
      DEX_PUBLIC_URL: 'http://dex.example',
    }).map((problem) => problem.variable),
  ).toEqual(['DEX_PUBLIC_URL', 'ANTHROPIC_BASE_URL'])
})

test('production refuses keys that the sandbox made', () => {
  const keys = mkdtempSync(join(tmpdir(), 'dex-keys-'))
  const env = { ...production, DEX_KEYS_OWN: keys }
  expect(problemsOf('gate', env)).toEqual([])
  writeFileSync(join(keys, 'sandbox'), '')
  expect(problemsOf('gate', env).map((problem) => problem.variable)).toEqual(['DEX_KEYS_OWN'])
  expect(problemsOf('gate', { ...env, DEX_PROFILE: 'sandbox' })).toEqual([])
  rmSync(keys, { recursive: true })
})

test('production refuses sandbox issuers', () => {
  const refuse = (issuer: string) => () => refuseSandboxIssuers('production', [issuer])
  expect(refuse('https://login.acme.example')).not.toThrow()
  for (const issuer of [
    'http://login.acme.example',
    'https://localhost:7083',
    'https://127.0.0.1',
    'https://[::1]',
  ]) {
    expect(refuse(issuer)).toThrow('sandbox issuers')
  }
  expect(() => refuseSandboxIssuers('sandbox', ['http://127.0.0.1:7083'])).not.toThrow()
})
