import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { DexError } from '#contract/error.ts'
import type { Problem } from '#policy/problem.ts'
import { assertTests } from '#policy/test/assert.ts'
import { junitOf } from '#policy/test/junit.ts'
import { failuresIn, renderTestRun } from '#policy/test/render.ts'
import { runTests } from '#policy/test/run.ts'
import { TestDocument } from '#policy/schema/test-document.ts'
import { cellsOf } from '#policy/test/matrix.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, testCatalog } from './support.ts'

const facts = {
  platform: 'acme',
  type: 'user',
  id: 't',
  email: null,
  department: null,
  privileged: false,
  labels: [],
}
const matrix = (tests: object[], more: object = {}): string =>
  JSON.stringify(
    {
      apiVersion: 'dex/v1',
      kind: 'Test',
      now: '2026-11-23T10:00:00Z',
      principals: { anna: { id: 'a', verified: true }, bert: { id: 'b', verified: false } },
      targets: { plain: facts, admin: { ...facts, privileged: true }, group: { ...facts, type: 'group' } },
      tests,
      ...more,
    },
    null,
    1,
  )
const approval = { by: { role: 'x' }, quorum: 2 }
const docs: Doc[] = [
  ...allowAll(),
  {
    layer: 'target',
    rules: [{ id: 'admins', effect: 'deny', actions: ['acme.user.reset'], when: 'target.privileged' }],
  },
  {
    layer: 'action',
    rules: [
      {
        id: 'ask',
        effect: 'require',
        actions: ['acme.user.reset'],
        when: '!requester.verified',
        obligations: { approval, justification: true },
      },
    ],
  },
]
const run = (tests: object[], more: object = {}) =>
  runTests(bundleOf(docs), [{ path: 'a.test.yaml', text: matrix(tests, more) }], testCatalog)
const reset = {
  name: 'reset',
  principals: ['anna', 'bert'],
  targets: ['plain', 'admin'],
  actions: ['acme.user.reset'],
}
const full = [
  { targets: ['admin'], effect: 'deny', rule: 'admins', layer: 'target', reason: 'rule' },
  {
    principals: ['bert'],
    effect: 'require_approval',
    rule: 'ask',
    obligations: {
      approvals: [{ by: { role: 'x' }, quorum: 2 }],
      justification: true,
      dry_run: false,
      step_up: false,
      notify: [],
      undo: false,
    },
  },
  { effect: 'permit', rule: null },
]

describe('a matrix', () => {
  test('crosses principals, targets and actions; the first expectation that selects an input counts', () => {
    const result = run([{ ...reset, expect: full }])
    expect(result).toMatchObject({ passed: true, cases: 4, failures: 0 })
    expect(
      result.tests[0]?.cases.map(({ principal, target, effect }) => [principal, target, effect]),
    ).toEqual([
      ['anna', 'plain', 'permit'],
      ['anna', 'admin', 'deny'],
      ['bert', 'plain', 'require_approval'],
      ['bert', 'admin', 'deny'],
    ])
  })

  test('a prefix stands for every action that it covers; a target meets actions of its own platform and type alone', () => {
    const result = run([
      {
        ...reset,
        targets: ['plain', 'group'],
        principals: ['anna'],
        actions: ['acme.*'],
        expect: [{ effect: 'permit' }],
      },
    ])
    expect(result.tests[0]?.cases.map(({ action, target }) => [action, target])).toEqual([
      ['acme.user.reset', 'plain'],
      ['acme.user.read', 'plain'],
      ['acme.user.find', null],
      ['acme.group.add', 'plain'],
    ])
  })

  test.each([
    ['effect', { effect: 'deny' }, 'effect: expected deny, got require_approval'],
    ['rule', { effect: 'require_approval', rule: 'other' }, 'rule: expected other, got ask'],
    ['layer', { effect: 'require_approval', layer: 'global' }, 'layer: expected global, got action'],
    ['reason', { effect: 'require_approval', reason: 'limit' }, 'reason: expected limit, got rule'],
    [
      'quorum',
      { effect: 'require_approval', obligations: { approvals: [{ by: { role: 'x' }, quorum: 1 }] } },
      'obligations.approvals: expected [{"by":{"role":"x"},"quorum":1}], got [{"by":{"role":"x"},"quorum":2}]',
    ],
    [
      'missing approval',
      { effect: 'require_approval', obligations: { approvals: [] } },
      'obligations.approvals: expected []',
    ],
    [
      'one approval too many',
      {
        effect: 'require_approval',
        obligations: { approvals: [{ by: { role: 'x' } }, { by: { role: 'y' } }] },
      },
      'obligations.approvals: expected',
    ],
    [
      'justification',
      { effect: 'require_approval', obligations: { justification: false } },
      'obligations.justification: expected false, got true',
    ],
    [
      'dry run',
      { effect: 'require_approval', obligations: { dry_run: true } },
      'obligations.dry_run: expected true, got false',
    ],
    [
      'step up',
      { effect: 'require_approval', obligations: { step_up: { maxAge: '5m' } } },
      'obligations.step_up',
    ],
    ['notify', { effect: 'require_approval', obligations: { notify: ['x'] } }, 'obligations.notify'],
    ['undo', { effect: 'require_approval', obligations: { undo: { keep: '7d' } } }, 'obligations.undo'],
  ])('fails on another %s', (_name, expected, said) => {
    const result = run([{ ...reset, principals: ['bert'], targets: ['plain'], expect: [expected] }])
    expect(result).toMatchObject({ passed: false, failures: 1 })
    expect(result.tests.flatMap(failuresIn)[0]).toContain(said)
    expect(result.tests.flatMap(failuresIn)[0]).toContain('bert · acme.user.reset · plain')
  })

  test.each([
    ['a test that expects nothing', { ...reset, expect: [] }, 'the test expects nothing'],
    [
      'an expectation that no input meets',
      {
        ...reset,
        expect: [...full.slice(0, 2), { principals: ['anna'], effect: 'permit' }, { effect: 'deny' }],
      },
      'expectation 4 (deny) is met by no input',
    ],
    [
      'an expectation that others stand before',
      { ...reset, expect: [{ effect: 'deny' }, ...full] },
      'is met by no input',
    ],
    [
      'an input without an expectation',
      { ...reset, expect: full.slice(0, 2) },
      'expectation: expected one that selects this input, got permit',
    ],
    [
      'an unknown principal',
      { ...reset, principals: ['nobody'], expect: full },
      'there is no principal `nobody`',
    ],
    ['an unknown target', { ...reset, targets: ['nothing'], expect: full }, 'there is no target `nothing`'],
    [
      'an unknown action',
      { ...reset, actions: ['acme.user.nope'], expect: full },
      'no action is covered by `acme.user.nope`',
    ],
    ['no input at all', { ...reset, targets: ['group'], expect: full }, 'the test makes no input'],
  ])('%s fails', (_name, one, said) => {
    const result = run([one])
    expect(result.passed).toBe(false)
    expect(result.tests.flatMap(failuresIn).join('\n')).toContain(said)
  })

  test('circumstances of a test stand over those of its file', () => {
    const clock: Doc[] = [
      ...allowAll(),
      {
        layer: 'runtime',
        rules: [
          {
            id: 'late',
            effect: 'deny',
            actions: ['*'],
            when: 'runtime.now.getHours(runtime.zone) >= 18 || channel == "go" || tenant == "beta" || runtime.bulk.size > 3 || provenance.target == "text" || runtime.usage["late"] > 5',
          },
        ],
      },
    ]
    const one = (more: object) => ({
      ...reset,
      name: JSON.stringify(more),
      principals: ['anna'],
      targets: ['plain'],
      expect: [{ effect: Object.keys(more).length > 0 ? 'deny' : 'permit' }],
      ...more,
    })
    const tests = [
      {},
      { now: '2026-11-23T20:00:00Z' },
      { zone: 'Asia/Tokyo' },
      { channel: 'go' },
      { tenant: 'beta' },
      { bulk: { size: 4, index: 0 } },
      { provenance: { target: 'text' } },
      { usage: { late: 6 } },
    ]
    const text = matrix(tests.map(one), { usage: { late: 0 } })
    const result = runTests(bundleOf(clock), [{ path: 'a.test.yaml', text }], testCatalog)
    expect(result.tests.flatMap(failuresIn)).toEqual([])
  })

  test('parameters and objects may be given; a fact that a principal lacks stays absent', () => {
    const strict: Doc[] = [
      ...allowAll(),
      {
        layer: 'action',
        rules: [
          {
            id: 'vip',
            effect: 'deny',
            actions: ['acme.group.add'],
            when: 'params.role == "vip" || objects.exists(o, o.privileged)',
          },
        ],
      },
      {
        layer: 'department',
        rules: [
          { id: 'd', effect: 'deny', actions: ['acme.user.reset'], when: 'requester.department == "x"' },
        ],
      },
    ]
    const add = { principals: ['anna'], targets: ['plain'], actions: ['acme.group.add'] }
    const text = matrix([
      { ...add, name: 'sample', expect: [{ effect: 'permit' }] },
      { ...add, name: 'params', params: { role: 'vip' }, expect: [{ effect: 'deny', rule: 'vip' }] },
      {
        ...add,
        name: 'objects',
        objects: [{ ...facts, type: 'group', role: 'group', privileged: true }],
        expect: [{ effect: 'deny', rule: 'vip' }],
      },
      {
        ...add,
        name: 'wrong params',
        params: { nope: 1 },
        expect: [{ effect: 'deny', reason: 'invalid_params' }],
      },
      {
        ...reset,
        principals: ['anna'],
        targets: ['plain'],
        expect: [{ effect: 'deny', reason: 'missing_fact', rule: 'd' }],
      },
    ])
    expect(
      runTests(bundleOf(strict), [{ path: 'a.test.yaml', text }], testCatalog).tests.flatMap(failuresIn),
    ).toEqual([])
  })
})

test('coverage names the rules that matched in no test', () => {
  const { coverage } = run([
    { ...reset, principals: ['anna'], targets: ['plain'], expect: [{ effect: 'permit' }] },
  ])
  expect(coverage).toEqual({
    rules: 8,
    exercised: 6,
    percent: 75,
    missed: [
      { id: 'admins', file: '6.yaml', line: expect.any(Number) as number },
      { id: 'ask', file: '7.yaml', line: expect.any(Number) as number },
    ],
  })
})

test('a rule that only erred was not exercised', () => {
  const unknown = { targets: { plain: { ...facts, privileged: null } } }
  const { coverage } = run(
    [
      {
        ...reset,
        principals: ['anna'],
        targets: ['plain'],
        expect: [{ effect: 'deny', reason: 'missing_fact' }],
      },
    ],
    unknown,
  )
  expect(coverage.missed.map(({ id }) => id)).toContain('admins')
})

describe('for people and for continuous integration', () => {
  const find = { principals: ['anna'], actions: ['acme.user.find'] }
  const result = run([
    {
      ...reset,
      name: 'a <b> & "c" isn’t \'d\'\u0007',
      expect: [...full.slice(0, 2), { effect: 'deny', rule: 'x' }],
    },
    { ...find, name: 'fine', expect: [{ effect: 'permit' }] },
    { ...find, name: 'not fine', expect: [{ effect: 'deny' }, { effect: 'permit', targets: ['plain'] }] },
  ])
  const lines = result.tests.map(({ line }) => line)

  test('a line for each test and each thing that is not as expected, then the counts', () => {
    expect(renderTestRun(result).split('\n')).toEqual([
      `FAILED a.test.yaml:${lines[0]} a <b> & "c" isn’t 'd'\u0007 (4)`,
      '         anna · acme.user.reset · plain: effect: expected deny, got permit; rule: expected x, got null',
      `ok     a.test.yaml:${lines[1]} fine (1)`,
      `FAILED a.test.yaml:${lines[2]} not fine (1)`,
      '         expectation 2 (permit plain) is met by no input',
      '         anna · acme.user.find · no target: effect: expected deny, got permit',
      '',
      '3 tests, 6 inputs, 3 not as expected',
      'rules exercised: 8 of 8 (100 %)',
    ])
    const passed = run([{ ...find, name: 'fine', expect: [{ effect: 'permit' }] }])
    expect(renderTestRun(passed).split('\n').slice(1)).toEqual([
      '',
      '1 tests, 1 inputs, all as expected',
      'rules exercised: 6 of 8 (75 %)',
      '  no test exercises admins (6.yaml:6)',
      '  no test exercises ask (7.yaml:6)',
    ])
    expect(renderTestRun(runTests({ ...bundleOf(docs), rules: [] }, [], testCatalog))).toContain(
      'rules exercised: 0 of 0 (100 %)',
    )
  })

  test('as JUnit: a suite for each test, a case for each input and each fault', () => {
    expect(junitOf(result)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="policy" tests="6" failures="3">',
        '  <testsuite name="a &lt;b&gt; &amp; &quot;c&quot; isn’t &apos;d&apos;?" file="a.test.yaml" tests="4" failures="1">',
        '    <testcase classname="a.test.yaml" name="anna · acme.user.reset · plain"><failure message="effect: expected &quot;deny&quot;, got &quot;permit&quot;; rule: expected &quot;x&quot;, got null"/></testcase>',
        '    <testcase classname="a.test.yaml" name="anna · acme.user.reset · admin"/>',
        '    <testcase classname="a.test.yaml" name="bert · acme.user.reset · plain"/>',
        '    <testcase classname="a.test.yaml" name="bert · acme.user.reset · admin"/>',
        '  </testsuite>',
        '  <testsuite name="fine" file="a.test.yaml" tests="1" failures="0">',
        '    <testcase classname="a.test.yaml" name="anna · acme.user.find · no target"/>',
        '  </testsuite>',
        '  <testsuite name="not fine" file="a.test.yaml" tests="2" failures="2">',
        '    <testcase classname="a.test.yaml" name="anna · acme.user.find · no target"><failure message="effect: expected &quot;deny&quot;, got &quot;permit&quot;"/></testcase>',
        '    <testcase classname="a.test.yaml" name="the test itself"><failure message="expectation 2 (permit plain) is met by no input"/></testcase>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    )
  })
})

test('approvals, those they exclude and their proofs are compared in whatever order they are written', () => {
  const both = (by: string) => ({
    id: by,
    effect: 'require',
    actions: ['*'],
    obligations: { approval: { by: { role: by }, not: ['u1', 'u2'], proof: ['video', 'in_person'] } },
  })
  const bundle = bundleOf([...allowAll(), { layer: 'action', rules: ['m', 'a', 'z'].map(both) }])
  const expected = (by: string, more: object = {}) => ({
    by: { role: by },
    not: ['u2', 'u1'],
    proof: ['video', 'in_person'],
    ...more,
  })
  const told = (...approvals: object[]): string[] => {
    const one = { ...reset, principals: ['anna'], targets: ['plain'] }
    const text = matrix([{ ...one, expect: [{ effect: 'require_approval', obligations: { approvals } }] }])
    return runTests(bundle, [{ path: 'a.test.yaml', text }], testCatalog).tests.flatMap(failuresIn)
  }
  expect(told(expected('z'), expected('a'), expected('m'))).toEqual([])
  expect(told(expected('a'), expected('m'), expected('z'))).toEqual([])
  expect(told(expected('a'), expected('m'), expected('z', { not: ['u1'] }))).toHaveLength(1)
  expect(told(expected('a'), expected('m', { proof: ['video'] }), expected('z'))).toHaveLength(1)
})

test('where nothing is asked, nothing can be expected', () => {
  const one = { ...reset, principals: ['anna'], targets: ['plain'] }
  const none = { approvals: [], justification: false, dry_run: false, step_up: false, notify: [] }
  const { tests } = run([{ ...one, expect: [{ effect: 'permit', obligations: none }] }])
  expect(tests.flatMap(failuresIn)).toEqual([])
})

test('an input says by its id which it is; parameters that cannot be made up have to be given', () => {
  const add = testCatalog.get('acme.group.add')
  if (add === undefined) throw new Error('no such action')
  const odd = {
    ...add,
    params: z.strictObject({ role: z.string().refine(() => false) }) as unknown as typeof add.params,
  }
  const catalog = new Map([...testCatalog, [odd.name, odd]])
  const one = { name: 'x', principals: ['anna'], actions: ['acme.*'], expect: [] }
  const document = TestDocument.parse(JSON.parse(matrix([one])))
  const cells = (tests: object) => cellsOf(document, { ...one, targets: ['plain'], ...tests }, catalog, null)
  expect(cells({}).cells.map(({ input }) => input.id)).toEqual([
    'anna acme.user.reset plain',
    'anna acme.user.read plain',
    'anna acme.user.find -',
  ])
  expect(cells({}).faults).toEqual(['`acme.group.add` needs `params`: none that it takes could be made up'])
  expect(cells({ params: { role: 'g' } }).faults).toEqual([])
  const [bare] = cellsOf(
    { ...document, targets: undefined },
    { ...one, actions: ['acme.user.*'] },
    catalog,
    null,
  ).cells
  expect(bare).toMatchObject({
    action: 'acme.user.find',
    input: { target: { platform: 'acme', type: 'user' } },
  })
  expect(bare?.input.runtime).not.toHaveProperty('bulk')
  const bulk = { size: 4, index: 1 }
  expect(cells({ bulk }).cells[0]?.input.runtime).toMatchObject({ bulk, zone: 'UTC', usage: {} })
})

test('an expectation selects by principals, targets and actions', () => {
  const all = { name: 'x', principals: ['anna'], targets: ['plain'], actions: ['acme.user.*'] }
  const { tests } = run([
    {
      ...all,
      expect: [{ targets: ['plain'], actions: ['acme.user.read'], effect: 'deny' }, { effect: 'permit' }],
    },
    { ...all, expect: [{ targets: ['plain'], effect: 'permit' }, { effect: 'deny' }] },
  ])
  expect(tests.flatMap(failuresIn)).toEqual([
    'anna · acme.user.read · plain: effect: expected deny, got permit',
    'anna · acme.user.find · no target: effect: expected deny, got permit',
  ])
  expect(tests.map(({ passed }) => passed)).toEqual([false, false])
})

test('a bundle whose tests fail is refused with the place of each', () => {
  const files = [{ path: 'a.test.yaml', text: matrix([{ ...reset, expect: [{ effect: 'permit' }] }]) }]
  const refused = (): unknown => {
    try {
      return assertTests(bundleOf(docs), files, testCatalog)
    } catch (error) {
      return error
    }
  }
  const error = refused() as DexError
  expect(error.code).toBe('bundle_invalid')
  const problems = error.extra['problems'] as Problem[]
  expect(problems).toHaveLength(3)
  expect(problems[0]).toMatchObject({
    ...{ code: 'test_failed', file: 'a.test.yaml', column: 1 },
    message: 'the test “reset” fails: anna · acme.user.reset · admin: effect: expected permit, got deny',
    mend: 'mend the bundle or the test: dex policy test DIR',
  })
  const fine = [{ path: 'a.test.yaml', text: matrix([{ ...reset, expect: full }]) }]
  expect(assertTests(bundleOf(docs), fine, testCatalog)).toMatchObject({ passed: true, cases: 4 })
  expect(problems[0]?.line).toBeGreaterThan(10)
})

test.each([
  ['an unknown field', { expcet: [] }, 'unknown_field'],
  ['no effect', { expect: [{ rule: 'x' }] }, 'schema'],
  ['a wildcard in the middle', { actions: ['acme.*.reset'] }, 'schema'],
])('%s in a test file is a problem with its place', (_name, more, code) => {
  const text = matrix([{ ...reset, expect: full, ...more }])
  try {
    runTests(bundleOf(docs), [{ path: 'a.test.yaml', text }], testCatalog)
    expect.unreachable()
  } catch (error) {
    expect((error as DexError).extra['problems']).toContainEqual(
      expect.objectContaining({ code, file: 'a.test.yaml' }),
    )
  }
})

test('a test file is one by its name; what cannot be read in it is told at its place, with the mend', () => {
  const problems = (text: string, path = 'a.test.yaml'): unknown => {
    try {
      return runTests(bundleOf(docs), [{ path, text }], testCatalog).cases
    } catch (error) {
      return (error as DexError).extra['problems']
    }
  }
  const good = matrix([{ ...reset, expect: full }])
  expect(problems(good, 'a.test.yml')).toBe(4)
  for (const path of ['a.yaml', 'a.test.yaml.bak', 'test.yaml']) expect(problems(good, path)).toBe(0)
  expect(problems(good.replace('"Test"', '"Policy"'))).toEqual([
    expect.objectContaining({ code: 'kind_unknown', mend: 'write `kind: Test`' }),
  ])
  expect(problems('a: 1\na: 2\n')).toContainEqual(
    expect.objectContaining({ code: 'yaml_duplicate_key', line: 2 }),
  )
  expect(problems(matrix([{ ...reset, expect: full, expcet: 1 }]))).toEqual([
    expect.objectContaining({
      code: 'unknown_field',
      mend: expect.not.stringContaining('kind: Test') as string,
    }),
  ])
})
