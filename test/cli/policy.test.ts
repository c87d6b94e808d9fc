import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bin } from './support/program.ts'
import { scratch } from './support/scratch.ts'
import { dex } from './support/terminal.ts'

const own = scratch()
let made = 0
function newDirectory(): string {
  made += 1
  const directory = join(own, String(made))
  mkdirSync(directory)
  return directory
}

const sandbox = fileURLToPath(new URL('../../policy/sandbox', import.meta.url))
const line = (id: string, change: object = {}): string =>
  JSON.stringify({
    id,
    tenant: 'acme',
    channel: 'ticket',
    requester: {
      id: 'u1',
      email: 'e1@acme.example',
      verified: false,
      department: 'Finance',
      groups: [],
      roles: [],
    },
    action: 'okta.user.reset_factors',
    target: {
      platform: 'okta',
      type: 'user',
      id: '00u1',
      email: 'e1@acme.example',
      department: 'Finance',
      privileged: false,
      labels: [],
    },
    params: {},
    runtime: { now: '2026-11-22T10:00:00Z', zone: 'Europe/Berlin', usage: {} },
    ...change,
  })
const decide = (lines: string[], ...more: string[]) =>
  dex(['policy', 'decide', '--bundle', sandbox, ...more], { input: lines })

test('the bin decides line by line, in order, the same bytes each time, also from a file', async () => {
  const lines = [line('1'), line('2', { action: 'okta.user.get' }), line('3', { action: 'no.such.action' })]
  const input = `${lines.join('\n')}\n`
  const first = await bin(['policy', 'decide', '--bundle', sandbox, '--input', '-'], input)
  expect(first.code).toBe(0)
  const decisions = first.stdout
    .trimEnd()
    .split('\n')
    .map((each) => JSON.parse(each) as Record<string, unknown>)
  expect(decisions.map(({ id, effect }) => [id, effect])).toEqual([
    ['1', 'require_approval'],
    ['2', 'permit'],
    ['3', 'deny'],
  ])
  expect(Object.keys(decisions[0] ?? {})).toEqual([
    'id',
    'effect',
    'obligations',
    'layers',
    'decidedBy',
    'bundle',
  ])
  const file = join(newDirectory(), 'lines.jsonl')
  writeFileSync(file, input)
  const second = await bin(['policy', 'decide', '--bundle', sandbox, '--input', file])
  expect(second.stdout).toBe(first.stdout)
})

test('a line that is not valid gives its error, the run goes on, and the exit code is 2', async () => {
  const said = await decide([line('1'), '{"id":"2"}', 'nonsense', line('4')])
  expect(said.code).toBe(2)
  const answers = said.stdout
    .trimEnd()
    .split('\n')
    .map((each) => JSON.parse(each) as Record<string, unknown>)
  expect(answers).toHaveLength(4)
  expect(answers[1]).toMatchObject({ id: '2', error: { code: 'input_invalid', path: 'tenant' } })
  expect(answers[2]).toMatchObject({ id: null, error: { code: 'body_not_json' } })
  expect(answers[3]).toMatchObject({ id: '4', effect: 'require_approval' })
})

test('a byte order mark, CRLF, blank lines and separators inside of texts are read as people mean them', async () => {
  const lines = [line('1'), '', line('2\u2028x'), '  ', line('3')]
  const file = join(newDirectory(), 'lines.jsonl')
  writeFileSync(file, `\uFEFF${lines.join('\r\n')}`)
  const said = await bin(['policy', 'decide', '--bundle', sandbox, '--input', file])
  expect(said.code).toBe(0)
  const ids = said.stdout
    .trimEnd()
    .split('\n')
    .map((each) => (JSON.parse(each) as { id: string }).id)
  expect(ids).toEqual(['1', '2\u2028x', '3'])
})

test('--expect: 0 when all are so, 1 when one is not', async () => {
  expect((await decide([line('1')], '--expect', 'require_approval')).code).toBe(0)
  expect((await decide([line('1')], '--expect', 'permit')).code).toBe(1)
  expect((await decide([line('1')], '--expect', 'maybe')).code).toBe(2)
})

test('a second --bundle is the tenant’s: united, an id in both is a load error', async () => {
  const own = newDirectory()
  const document = (id: string): string =>
    [
      'apiVersion: dex/v1',
      'kind: Policy',
      'layer: tenant',
      'rules:',
      `  - { id: ${id}, effect: deny, actions: ["okta.user.reset_factors"] }`,
    ].join('\n')
  writeFileSync(join(own, 'own.yaml'), document('not-here'))
  const denied = await decide([line('1')], '--bundle', own)
  expect(JSON.parse(denied.stdout)).toMatchObject({
    effect: 'deny',
    decidedBy: { layer: 'tenant', rule: 'not-here' },
  })
  writeFileSync(join(own, 'own.yaml'), document('tenant-okta'))
  const refused = await decide([line('1')], '--bundle', own)
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('own.yaml:5:1')
})

test('a broken bundle is refused with file, line, column and mend of each problem', async () => {
  const broken = newDirectory()
  cpSync(sandbox, broken, { recursive: true })
  writeFileSync(
    join(broken, '9-broken.yaml'),
    ['apiVersion: dex/v1', 'kind: Policy', 'layer: tennant', 'rules:', '  - id: x', '    effekt: allow'].join(
      '\n',
    ),
  )
  const said = await dex(['policy', 'validate', broken, '--json'])
  expect(said.code).toBe(2)
  expect(said.stderr).toMatch(
    /9-broken\.yaml:3:\d+ .* \[layer_unknown\]\n\s+mend: write one of global, tenant/,
  )
  expect(said.stderr).toMatch(/9-broken\.yaml:6:5 .* \[unknown_field, rule `x`\]/)
  const { error } = JSON.parse(said.stdout) as {
    error: { code: string; problems: { line: number; column: number }[] }
  }
  expect(error.code).toBe('bundle_invalid')
  expect(error.problems).toContainEqual(expect.objectContaining({ file: '9-broken.yaml', line: 3 }))
  const published = await dex(['policy', 'publish', broken, '--data', broken])
  expect(published.code).toBe(2)
  expect(published.stderr).toContain('9-broken.yaml:3:')
})

test('validate of what comes with the sandbox is clean; of no directory it is wrong use', async () => {
  expect(await dex(['policy', 'validate', sandbox])).toMatchObject({ code: 0, stderr: '' })
  expect((await dex(['policy', 'validate', join(sandbox, 'nowhere')])).code).toBe(2)
})
