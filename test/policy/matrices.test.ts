import { describe, expect, test } from 'vitest'
import type { DexError } from '#contract/error.ts'
import type { Problem } from '#policy/problem.ts'
import { assertTests } from '#policy/test/assert.ts'
import { junitOf } from '#policy/test/junit.ts'
import { failuresIn, renderTestRun } from '#policy/test/render.ts'
import { runTests } from '#policy/test/run.ts'
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

test('for people and for continuous integration', () => {
  const result = run([{ ...reset, name: 'a <b> & "c"', expect: [...full.slice(0, 2), { effect: 'deny' }] }])
  expect(renderTestRun(result)).toMatch(
    /^FAILED a\.test\.yaml:\d+ a <b> & "c" \(4\)\n {9}anna · acme\.user\.reset · plain: effect: expected deny, got permit\n/,
  )
  expect(renderTestRun(result)).toContain(
    '1 tests, 4 inputs, 1 not as expected\nrules exercised: 8 of 8 (100 %)',
  )
  const xml = junitOf(result)
  expect(xml).toContain('<testsuites name="policy" tests="4" failures="1">')
  expect(xml).toContain(
    '<testsuite name="a &lt;b&gt; &amp; &quot;c&quot;" file="a.test.yaml" tests="4" failures="1">',
  )
  expect(xml.match(/<testcase /g)).toHaveLength(4)
  expect(
    xml.match(/<failure message="effect: expected &quot;deny&quot;, got &quot;permit&quot;"\/>/g),
  ).toHaveLength(1)
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
  expect(problems[0]).toMatchObject({ code: 'test_failed', file: 'a.test.yaml', column: 1 })
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

test('another kind in a test file says which it should be', () => {
  const text = matrix([{ ...reset, expect: full }], { kind: 'Policy' })
  expect(() => runTests(bundleOf(docs), [{ path: 'a.test.yaml', text }], testCatalog)).toThrow(/kind/)
})
