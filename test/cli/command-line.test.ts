import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from '#client/cli/program.ts'
import { scratch } from './support/scratch.ts'
import { dex } from './support/terminal.ts'

const empty = scratch()

test.each([
  [['requset', 'list'], 'did you mean `dex request`?'],
  [['request', 'lst'], 'did you mean `dex request list`?'],
  [['up', '--onyl', 'api'], 'did you mean `--only`?'],
  [['request', 'show'], 'see `dex request show --help`'],
  [['request', 'show', 'a', 'b'], 'see `dex request show --help`'],
  [['stop'], 'see `dex stop --help`'],
  [['deputy', 'name', 'a@acme.example'], 'see `dex deputy name --help`'],
  [['approval', 'approve', '--json-lines'], 'see `dex approval approve --help`'],
  [['policy', 'publish'], 'name a directory'],
  [['up', '--workers', 'many'], 'see `dex up --help`'],
  [['up', '--only', 'api,databse'], 'temporal, postgres, sandbox'],
  [['up', '--only', 'api', '--data', empty], 'add temporal to --only'],
  [['log', 'verify', 'x.jsonl'], 'log.public.json'],
])('wrong use of `%s` exits 2 with the mend', async (argv, mend) => {
  const said = await dex(argv)
  expect(said.code).toBe(2)
  expect(said.stderr).toContain(mend)
  expect(said.stderr).toContain('code: usage')
  expect(said.stdout).toBe('')
})

test('with --json a refusal is one document on stdout, and people read stderr', async () => {
  const said = await dex(['request', 'lst', '--json'])
  expect(said.code).toBe(2)
  expect(JSON.parse(said.stdout)).toEqual({
    error: { code: 'usage', message: 'unknown command `lst`', mend: 'did you mean `dex request list`?' },
  })
  expect(said.stderr).toContain('unknown command')
})

test('help is a result: exit 0 on stdout; nothing at all is wrong use', async () => {
  const help = await dex(['--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toContain('Exit codes')
  expect(await dex(['approval', 'approve', '--help'])).toMatchObject({ code: 0, stderr: '' })
  expect(await dex([])).toMatchObject({ code: 2, stdout: '' })
})

describe('every command', () => {
  const program = createProgram({ io: {} as never, finish: () => {}, complain: () => {} })
  const leaves = (command: Command, path: string[]): [string, Command][] =>
    command.commands.length === 0
      ? [[path.join(' '), command]]
      : command.commands.flatMap((each) => leaves(each, [...path, each.name()]))
  const commands = leaves(program, [])

  test.each(commands)('`%s` takes --json and --data and says what it does', (_name, command) => {
    const options = command.options.map((option) => option.long)
    expect(options).toEqual(expect.arrayContaining(['--json', '--data']))
    expect(command.description()).not.toBe('')
  })

  test('those of SURFACES are there', () => {
    const names = commands.map(([name]) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'up',
        'demo',
        'login',
        'migrate',
        'doctor',
        ...['create', 'list', 'show', 'watch', 'cancel', 'instruct'].map((each) => `request ${each}`),
        ...['list', 'show', 'approve', 'reject'].map((each) => `approval ${each}`),
        ...['validate', 'decide', 'publish'].map((each) => `policy ${each}`),
        ...['list', 'verify', 'export'].map((each) => `log ${each}`),
        'action list',
        'tenant create',
        'connection connect',
        'connection list',
      ]),
    )
  })
})

test('without a sign-in a command says how to sign in, and where', async () => {
  const said = await dex(['approval', 'list', '--data', empty])
  expect(said.code).toBe(1)
  expect(said.stderr).toContain(`dex login --data ${empty}`)
})

test('an api that is away is exit 3, a missing one is not taken for a no', async () => {
  const said = await dex(['login', '--data', empty, '--api', 'http://127.0.0.1:9', '--json'])
  expect(said.code).toBe(3)
  expect(JSON.parse(said.stdout)).toMatchObject({ error: { code: 'api_unavailable' } })
})

test('the catalog is printed with every field of each definition', async () => {
  const said = await dex(['action', 'list', '--json'])
  const actions = JSON.parse(said.stdout) as Record<string, unknown>[]
  const reset = actions.find((action) => action['name'] === 'okta.user.reset_factors')
  expect(reset).toMatchObject({ write: true, credential: true, risk: 'high', platform: 'okta', objects: [] })
  expect(Object.keys(reset ?? {})).toEqual(
    expect.arrayContaining([
      'version',
      'params',
      'target',
      'disclosable',
      'settlesMs',
      'reversible',
      'scopes',
      'events',
      'returns',
    ]),
  )
})

test('doctor with nothing there names every part, its mend, and exits 3', async () => {
  const said = await dex(['doctor', '--json', '--data', empty], {
    env: { PATH: '/nowhere', HOME: empty, DEX_API_PORT: '9' },
  })
  expect(said.code).toBe(3)
  const { ok, parts } = JSON.parse(said.stdout) as {
    ok: boolean
    parts: { part: string; state: string; mend: string | null }[]
  }
  expect(ok).toBe(false)
  for (const part of ['postgres', 'temporal', 'api']) {
    expect(parts.find((each) => each.part === part)).toMatchObject({
      state: 'wrong',
      mend: expect.any(String) as string,
    })
  }
})

test('doctor reports a configuration that cannot be read without repeating its value', async () => {
  const said = await dex(['doctor', '--json', '--data', empty], {
    env: { PATH: '', DEX_API_PORT: 'hunter2' },
  })
  expect(said.code).toBe(3)
  expect(said.stdout).toContain('DEX_API_PORT')
  expect(said.stdout).not.toContain('hunter2')
})
