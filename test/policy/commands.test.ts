import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { dex } from '#test/cli/support/terminal.ts'
import { bin } from '#test/cli/support/program.ts'
import type { Io } from '#client/cli/io.ts'
import { runCli } from '#client/cli/run.ts'
import { createSolver } from '#client/cli/policy/solver.ts'
import { input } from './support.ts'

const scratch = mkdtempSync(join(tmpdir(), 'dex-policy-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
let made = 0
const fresh = (): string => join(scratch, String(++made))

const sandbox = fileURLToPath(new URL('../../policy/sandbox', import.meta.url))
const baseline = fileURLToPath(new URL('../../policy/baseline', import.meta.url))
const copy = (change: Record<string, [string, string]>): string => {
  const directory = fresh()
  cpSync(sandbox, directory, { recursive: true })
  for (const [file, [from, to]] of Object.entries(change)) {
    const text = readFileSync(join(directory, file), 'utf8')
    expect(text).toContain(from)
    writeFileSync(join(directory, file), text.replace(from, to))
  }
  return directory
}
const json = <Value>(text: string): Value => JSON.parse(text) as Value

describe('a directory', () => {
  const validate = (directory: string) => dex(['policy', 'validate', directory, '--json'])

  test('of links into `..data`, as a ConfigMap is mounted, reads as the files do', async () => {
    const directory = fresh()
    mkdirSync(directory)
    cpSync(sandbox, join(directory, '..2026_11_28'), { recursive: true })
    symlinkSync('..2026_11_28', join(directory, '..data'))
    for (const name of readdirSync(sandbox)) symlinkSync(join('..data', name), join(directory, name))
    const said = await validate(directory)
    expect(said).toMatchObject({ code: 0, stdout: (await validate(sandbox)).stdout })
  })

  test('below a directory is read too, by a link as well', async () => {
    const directory = fresh()
    cpSync(sandbox, join(directory, 'all', '.kept'), { recursive: true })
    symlinkSync(join('all', '.kept'), join(directory, 'here'))
    expect((await validate(directory)).code).toBe(0)
  })

  test.each([
    ['leads out', () => join(sandbox, '1-global.yaml'), 'leads out of the bundle’s directory'],
    ['leads nowhere', () => 'nothing.yaml', 'leads nowhere'],
    ['leads back', () => '.', 'leads back to where it stands'],
  ])('with a link that %s is refused, and says which', async (_what, to, why) => {
    const directory = copy({})
    symlinkSync(to(), join(directory, 'link.yaml'))
    const said = await validate(directory)
    expect(said.code).toBe(2)
    expect(json(said.stdout)).toMatchObject({ error: { code: 'input_invalid' } })
    expect(said.stdout).toContain(why)
  })

  test('without a policy file is an error, also where it is one of two', async () => {
    const directory = fresh()
    mkdirSync(directory)
    const said = await validate(directory)
    expect(said.code).toBe(2)
    expect(said.stdout).toContain('the directory holds no *.yaml file')
    const line = JSON.stringify(input())
    for (const bundles of [
      [directory, sandbox],
      [sandbox, directory],
    ]) {
      const options = bundles.flatMap((each) => ['--bundle', each])
      expect((await dex(['policy', 'decide', ...options], { input: [line] })).code).toBe(2)
    }
  })
})

describe('explain', () => {
  const line = JSON.stringify(
    input({ action: 'google.user.get', channel: 'go', target: { ...input().target, platform: 'google' } }),
  )

  test('says for people what each layer said and what would have to be different', async () => {
    const said = await dex(['policy', 'explain', '--bundle', sandbox], { input: [line] })
    expect(said.code).toBe(0)
    expect(said.stdout).toContain('is denied, first by the action layer')
    expect(said.stdout).toContain('`action-reads` wants `channel != "go"` (`channel` is `go`)')
  })

  test('--json is one line for each; a line that is not valid says so, and the exit code is 2', async () => {
    const said = await dex(['policy', 'explain', '--bundle', sandbox, '--json'], {
      input: [line, '{}', line],
    })
    expect(said.code).toBe(2)
    const answers = said.stdout
      .trimEnd()
      .split('\n')
      .map((each) => json<Record<string, unknown>>(each))
    expect(answers).toMatchObject([
      { effect: 'deny', layers: { length: 6 } },
      { error: { code: 'input_invalid' } },
      { effect: 'deny' },
    ])
  })
})

describe('test', () => {
  test('exit 0 when all is as expected; --json is one document; --junit writes a file', async () => {
    const junit = fresh()
    const said = await dex(['policy', 'test', sandbox, '--json', '--junit', junit, '--coverage-min', '100'])
    expect(said.code).toBe(0)
    expect(json(said.stdout)).toMatchObject({
      passed: true,
      covered: true,
      failures: 0,
      coverage: { percent: 100, missed: [] },
    })
    expect(readFileSync(junit, 'utf8')).toMatch(
      /^<\?xml .*\n<testsuites name="policy" tests="\d+" failures="0">/,
    )
  })

  test('exit 1 when one is not, with the place', async () => {
    const said = await dex([
      'policy',
      'test',
      copy({ '3-target.yaml': ['action.write && target.privileged', 'action.write && !target.privileged'] }),
    ])
    expect(said.code).toBe(1)
    expect(said.stdout).toMatch(/FAILED sandbox\.test\.yaml:\d+ /)
  })

  test('exit 1 below --coverage-min, with the rules that no test exercised', async () => {
    const directory = copy({
      '6-runtime.yaml': [
        '  - id: runtime-bulk\n',
        '  - id: unseen\n    effect: deny\n    actions: ["okta.user.suspend"]\n    when: channel == "pro"\n\n  - id: runtime-bulk\n',
      ],
    })
    expect((await dex(['policy', 'test', directory])).code).toBe(0)
    const said = await dex(['policy', 'test', directory, '--coverage-min', '100'])
    expect(said.code).toBe(1)
    expect(said.stdout).toMatch(
      /no test exercises unseen \(6-runtime\.yaml:\d+\)[\s\S]*below --coverage-min 100/,
    )
    expect((await dex(['policy', 'test', directory, '--coverage-min', 'much'])).code).toBe(2)
  })

  test('a directory without a test is wrong use', async () => {
    const directory = copy({})
    rmSync(join(directory, 'sandbox.test.yaml'))
    expect(await dex(['policy', 'test', directory])).toMatchObject({ code: 2 })
  })

  test('a tenant’s own is tested together with the operator’s', async () => {
    const own = fresh()
    cpSync(join(sandbox, 'sandbox.test.yaml'), join(own, 'all.test.yaml'))
    writeFileSync(
      join(own, 'own.yaml'),
      'apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules:\n  - { id: own, effect: deny, actions: ["dex.*"], when: channel == "pro" }\n',
    )
    expect((await dex(['policy', 'test', own, '--operator', sandbox])).code).toBe(0)
    writeFileSync(
      join(own, 'own.yaml'),
      'apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules:\n  - { id: own, effect: deny, actions: ["dex.*"] }\n',
    )
    expect((await dex(['policy', 'test', own, '--operator', sandbox])).code).toBe(1)
  })
})

describe('diff', () => {
  test('is a review comment; --strict says no to what permits more', async () => {
    const looser = copy({
      '5-action.yaml': [
        'when: action.write && action.credential',
        'when: action.write && action.credential && channel != "pro"',
      ],
    })
    const said = await dex(['policy', 'diff', sandbox, looser])
    expect(said.code).toBe(0)
    expect(said.stdout).toMatch(
      /### Newly permits: runs with nobody’s approval\n\n- `google\.user\.generate_backup_codes`, .*`okta\.user\.reset_factors`.*: asks/,
    )
    expect((await dex(['policy', 'diff', sandbox, looser, '--strict'])).code).toBe(1)
    expect((await dex(['policy', 'diff', looser, sandbox, '--strict'])).code).toBe(0)
    const machine = await dex(['policy', 'diff', sandbox, looser, '--json'])
    expect(json(machine.stdout)).toMatchObject({
      changes: expect.arrayContaining([
        expect.objectContaining({
          kind: 'permits',
          action: 'okta.user.reset_factors',
          witness: expect.objectContaining({ channel: 'pro' }),
          before: expect.objectContaining({ effect: 'require_approval' }),
          after: expect.objectContaining({ effect: 'permit' }),
        }),
      ]),
    })
  })
})

describe('analyze', () => {
  test('exit 0 when clean and what was asked is proved, 1 when it is not; the program ends by itself', async () => {
    const said = await bin([
      'policy',
      'analyze',
      sandbox,
      '--never-unapproved',
      'okta.user.reset_factors',
      '--json',
    ])
    expect(said.code).toBe(0)
    expect(json(said.stdout)).toMatchObject({ clean: true, unproved: [], idle: [] })
    const replies = await dex(['policy', 'analyze', sandbox, '--never-unapproved', 'dex.*'])
    expect(replies.code).toBe(1)
    expect(replies.stdout).toContain(
      'not proved to need approval: dex.question.ask, dex.reply.internal, dex.reply.public',
    )
    expect((await dex(['policy', 'analyze', sandbox, '--never-unapproved', 'nothing.at.all'])).code).toBe(2)
  }, 60_000)

  test('exit 1 with a rule that can never matter', async () => {
    const idle = copy({
      '6-runtime.yaml': ['actions: ["*"]', 'actions: ["*"]\n    mode: enforce'],
      '1-global.yaml': [
        '  - id: global-replies',
        '  - id: idle\n    effect: deny\n    actions: ["okta.*"]\n    when: channel == "mail"\n  - id: global-replies',
      ],
    })
    const said = await dex(['policy', 'analyze', idle])
    expect(said.code).toBe(1)
    expect(said.stdout).toMatch(/idle \(1-global\.yaml:\d+\): never matches/)
  })

  test('a solver that cannot read a question answers unknown, never a proof', async () => {
    const { solve, close } = await createSolver()
    expect(await solve('(assert (= a', [], 0)).toEqual({ answer: 'unknown', values: [] })
    expect(
      await solve('(declare-const a Int)(assert (> a 3))(assert (< a 5))', [{ name: 'a', sort: 'Int' }], 0),
    ).toEqual({ answer: 'sat', values: ['4'] })
    expect((await solve('(assert false)', [], 0)).answer).toBe('unsat')
    close()
  })
})

describe('init', () => {
  test('with nothing answered it is the bundle to start from', async () => {
    const directory = fresh()
    const said = await dex(['policy', 'init', directory, '--json'])
    expect(said.code).toBe(0)
    const { digest } = json<{ digest: string }>(
      (await dex(['policy', 'validate', baseline, '--json'])).stdout,
    )
    expect(json(said.stdout)).toMatchObject({ digest })
    expect((await dex(['policy', 'test', directory, '--coverage-min', '100'])).code).toBe(0)
    expect(readdirSync(directory).toSorted()).toEqual(readdirSync(baseline).toSorted())
  })

  test('puts the answers of flags in, and leaves out a platform that is off', async () => {
    const directory = fresh()
    const flags = [
      '--platform',
      'okta',
      '--approver-role',
      'security-admin',
      '--security-role',
      'it-admin',
      '--hours',
      '6-20',
      '--protected-department',
      'Board & Co',
      '--bulk-max',
      '40',
    ]
    expect((await dex(['policy', 'init', directory, ...flags])).code).toBe(0)
    const text = readdirSync(directory)
      .map((name) => readFileSync(join(directory, name), 'utf8'))
      .join('\n')
    expect(readdirSync(directory).filter((name) => /microsoft|google/.test(name))).toEqual([])
    expect(text).toContain(
      'runtime.now.getHours(runtime.zone) < 6 || runtime.now.getHours(runtime.zone) >= 20',
    )
    expect(text).toContain('scope: { department: "Board & Co", of: target }')
    expect(text).toContain('runtime.bulk.size > 40')
    expect(text).toMatch(/id: action-approval\n[\s\S]*?by: \{ role: security-admin \}/)
    expect(text).toMatch(/id: target-privileged\n[\s\S]*?by: \{ role: it-admin \}, quorum: 2/)
    expect(text).not.toMatch(/Executive|bulk\.size > 25/)
  })

  test.each(['okta', 'microsoft', 'google'])('for %s alone every rule is still tested', async (platform) => {
    const directory = fresh()
    expect((await dex(['policy', 'init', directory, '--platform', platform])).code).toBe(0)
    const said = await dex(['policy', 'test', directory, '--coverage-min', '100'])
    expect(said).toMatchObject({ code: 0 })
  })

  test('asks where somebody sits at the terminal', async () => {
    const asked: string[] = []
    let said = ''
    // Mistyped ones are asked for again: a platform, a role's form, the same role twice, the hours.
    const answers = [
      'okta slack',
      'okta google',
      'a: b',
      'help-desk',
      'help-desk',
      '',
      '18-8',
      '7-19',
      '',
      '',
    ]
    const io: Io = {
      env: {},
      cwd: scratch,
      async *lines() {},
      stdout: () => {},
      stderr: (text) => void (said += text),
      interactive: true,
      ask: async (question) => {
        asked.push(question)
        return answers[asked.length - 1] ?? null
      },
      onStop: () => () => {},
    }
    const directory = fresh()
    expect(await runCli(['policy', 'init', directory, '--bulk-max', '30'], io)).toBe(0)
    expect(asked).toHaveLength(9)
    for (const mend of ['one of okta, microsoft, google', 'write an id', 'name two', 'such as `8-18`'])
      expect(said).toContain(mend)
    const action = readFileSync(join(directory, '5-action.yaml'), 'utf8')
    expect(action).toContain('role: help-desk')
    expect(readdirSync(directory)).toContain('2-tenant-google.yaml')
    expect(readdirSync(directory)).not.toContain('2-tenant-microsoft.yaml')
  })

  test.each([
    [['--hours', '18-8']],
    [['--bulk-max', '5']],
    [['--platform', 'slack']],
    [['--approver-role', 'security-admin']],
    [['--protected-department', '" }, {']],
    [['--approver-role', 'a: b']],
  ])('%j is refused, and nothing is written', async (flags) => {
    const directory = fresh()
    expect((await dex(['policy', 'init', directory, ...flags])).code).toBe(2)
    expect(() => readdirSync(directory)).toThrow()
  })

  test('never into a directory that holds something', async () => {
    expect((await dex(['policy', 'init', scratch])).code).toBe(2)
  })
})
