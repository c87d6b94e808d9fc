import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { searchAttributes } from '#contract/messages.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import type { Role, Variable } from '#process/configuration/variable.ts'
import { variables } from '#process/configuration/variables.ts'
import { searchAttributes as searchAttributeTypes } from '#process/embedded/temporal/start.ts'
import { temporalVersion } from '#process/embedded/temporal/version.ts'
import { rooms } from './import-table.ts'

interface Service {
  image?: string
  build?: { context: string; target: string }
  environment?: Record<string, string | number>
  volumes?: string[]
  ports?: string[]
  networks?: string[]
  entrypoint?: string[]
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  ulimits?: { core?: number }
  privileged?: boolean
  network_mode?: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>
  networks: Record<string, { internal?: boolean }>
}
const services = Object.entries(compose.services)
const ours = services.filter(([, service]) => service.build !== undefined)
const roleOf = (name: string): Role => (name === 'migrate' ? 'dex' : (name as Role))
const table = variables as Record<string, Variable>
const environmentOf = ([, service]: [string, Service]): [string, string][] =>
  Object.entries(service.environment ?? {}).map(([name, value]) => [name, String(value)])

/** As compose does it, every variable that is asked for given, none of the optional ones. */
const interpolate = (value: string): string =>
  value
    .replaceAll(/\$\{DEX_PUBLIC_URL:\?[^}]+\}/g, 'https://dex.example.com')
    .replaceAll(/\$\{[A-Z_]+:\?[^}]+\}/g, 'given')
    .replaceAll(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1')

test('api, gate and think are there, each once, and the schema is brought up by itself', () => {
  expect(ours.map(([name]) => name)).toEqual(['api', 'gate', 'think', 'migrate', 'dex'])
  for (const [name, service] of ours) expect(service.build?.target).toBe(name === 'migrate' ? 'dex' : name)
})

test.each(ours)('%s is given variables that its role reads, and no other', (name, service) => {
  const unknown = environmentOf([name, service])
    .map(([variable]) => variable)
    .filter((variable) => !table[variable]?.for.includes(roleOf(name)))
  expect(unknown).toEqual([])
})

test.each(ours)('%s starts in production with what it is given', (name, service) => {
  const env = Object.fromEntries(
    environmentOf([name, service]).map(([key, value]) => [key, interpolate(value)]),
  )
  const configuration = readConfiguration(roleOf(name), env, () => false)
  expect(configuration.profile).toBe('production')
})

test('nothing secret has a default, and nothing optional has one that is not empty', () => {
  const written = services.flatMap((service) => environmentOf(service))
  const loose = written.filter(
    ([name, value]) =>
      /PASSWORD|PWD|API_KEY|DATABASE_(ADMIN_)?URL/.test(name) && !/\$\{[A-Z_]+:\?[^}]+\}/.test(value),
  )
  expect(loose).toEqual([])
  const uses = [...text.matchAll(/\$\{?([A-Za-z_]+)([^}\n]*)\}?/g)].map(([use]) => use)
  expect(uses.filter((use) => !/^\$\{[A-Z_]+(:\?[^}]+|:-)\}$/.test(use))).toEqual([])
})

test('each role signs in to the database as itself, and nobody but the owner’s migration knows its password', () => {
  for (const role of ['api', 'gate', 'think']) {
    const password = `DEX_${role.toUpperCase()}_PASSWORD`
    const url = String(compose.services[role]?.environment?.['DATABASE_URL'])
    expect(url).toContain(`postgres://dex_${role}:\${${password}:?`)
    const holders = services
      .filter((service) => JSON.stringify(service).includes(password))
      .map(([name]) => name)
    expect(holders).toEqual([role, 'migrate'])
  }
})

test('each role sees its own keys and the shared ones, and those of no other', () => {
  const keys = (name: string): string[] =>
    (compose.services[name]?.volumes ?? [])
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((volume) => !volume.startsWith('tls-'))
  expect(keys('api')).toEqual(['keys-shared', 'keys-api', 'request-keys'])
  expect(keys('gate')).toEqual(['keys-shared', 'keys-gate', 'keys-public', 'request-keys'])
  expect(keys('think')).toEqual(['keys-shared', 'request-keys'])
  expect(keys('migrate')).toEqual([])
  const others = services.filter(([name]) => !ours.some(([own]) => own === name))
  expect(others.flatMap(([, { volumes = [] }]) => volumes).filter((volume) => /keys/.test(volume))).toEqual(
    [],
  )
})

test('the model’s key is with think alone, the owner’s URL with migrate and dex alone', () => {
  const holders = (variable: string) =>
    services.filter(([, service]) => variable in (service.environment ?? {})).map(([name]) => name)
  expect(holders('ANTHROPIC_API_KEY')).toEqual(['think'])
  expect(holders('DATABASE_ADMIN_URL')).toEqual(['migrate', 'dex'])
})

test('ports are published on loopback alone, and only the api has one', () => {
  const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port] as const))
  expect(published).toEqual([['api', '127.0.0.1:7070:7070']])
})

test('databases and Temporal are on internal networks alone', () => {
  for (const name of ['postgres', 'temporal-postgres', 'temporal', 'temporal-web', 'migrate']) {
    const networks = compose.services[name]?.networks ?? ['default']
    expect(networks.filter((network) => compose.networks[network]?.internal !== true)).toEqual([])
  }
})

test.each(services)('%s can gain no privilege', (_, service) => {
  expect(service.cap_drop).toEqual(['ALL'])
  expect(service.security_opt).toEqual(['no-new-privileges:true'])
  expect(service.privileged ?? false).toBe(false)
  expect([undefined, 'none']).toContain(service.network_mode)
})

test.each(services)(
  '%s leaves no core file: its memory holds what is sealed everywhere else',
  (_, service) => {
    expect(service.ulimits).toEqual({ core: 0 })
  },
)

test.each(ours)('%s runs as nobody’s root on a file system that it cannot write', (_, service) => {
  expect(service.user).toBe('node')
  expect(service.read_only).toBe(true)
})

test('every foreign image is pinned, Temporal to the server that the tests run against', () => {
  const images = services.flatMap(([, { image }]) => image ?? [])
  expect(images.filter((image) => !/:\d+\.\d+(\.\d+)?$/.test(image))).toEqual([])
  // the CLI that is tested with carries this server and this Web
  expect(temporalVersion).toBe('1.5.1')
  expect(images.filter((image) => image.startsWith('temporalio/auto-setup'))).toEqual(
    Array(2).fill('temporalio/auto-setup:1.29.1'),
  )
  expect(compose.services['temporal-web']?.image).toBe('temporalio/ui:2.42.1')
})

test('exactly the search attributes of requests are registered, with their types', () => {
  const given = (compose.services['temporal-attributes']?.entrypoint ?? []).join(' ')
  const pairs = Object.fromEntries(
    [...given.matchAll(/--name=(\w+) --type=(\w+)/g)].map(([, name = '', type]) => [name, type]),
  )
  expect(pairs).toEqual(searchAttributeTypes)
  expect(Object.keys(pairs).toSorted()).toEqual(Object.values(searchAttributes).toSorted())
})

test('the image holds every room but the sandbox, and neither tests nor docs', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
    from.split(' '),
  )
  // The console's own stage copies some of it again.
  const once = [...new Set(copied)]
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
  expect(ignored).toContain('*')
  expect(ignored).toContain('policy/sandbox')
  const sent = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  expect(once.toSorted()).toEqual(sent.toSorted())
  for (const room of rooms) expect(copied.includes(room), room).toBe(room !== 'sandbox')
  expect(copied.filter((name) => /^(sandbox|test|bench|docs|\.)/.test(name))).toEqual([])
  expect(copied.filter((name) => !existsSync(join(root, name)))).toEqual([])
})

test('every image ends as an ordinary user, and every service has a health check', () => {
  const stages = [...dockerfile.matchAll(/^FROM (\S+) AS (\w+)$/gm)].map(([, from, name]) => ({ from, name }))
  expect(stages.map((stage) => stage.name)).toEqual([
    'build',
    'console',
    'base',
    'api',
    'worker',
    'gate',
    'think',
    'dex',
  ])
  expect(dockerfile.match(/^USER .+$/gm)).toEqual(['USER node'])
  const body = (name: string): string =>
    dockerfile.split(/^FROM /m).find((part) => part.split('\n')[0]?.endsWith(` AS ${name}`)) ?? ''
  expect(body('base')).toContain('USER node')
  for (const name of ['api', 'worker']) expect(body(name)).toMatch(/^HEALTHCHECK .*\\\n {2}CMD /m)
  for (const name of ['gate', 'think'])
    expect(stages.find((stage) => stage.name === name)?.from).toBe('worker')
  expect(dockerfile).not.toMatch(/^(ENV|ARG) .*(PASSWORD|SECRET|API_KEY)/m)
})
