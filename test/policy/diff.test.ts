import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision, Obligations } from '#contract/decision.ts'
import type { Bundle } from '#policy/bundle.ts'
import { createDecider } from '#policy/decide.ts'
import { asksLess } from '#policy/diff/asks-less.ts'
import type { BundleDiff, Change, ChangeKind } from '#policy/diff/diff.ts'
import { diffBundles } from '#policy/diff/diff.ts'
import { reviewOf } from '#policy/diff/review.ts'
import { solverForTests } from './solver.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, testCatalog } from './support.ts'

const asking = solverForTests()
const diff = (before: Doc[], after: Doc[]) =>
  diffBundles(asking, bundleOf(before), bundleOf(after), testCatalog)
const rule = (id: string, effect: string, more: object = {}) => ({
  id,
  effect,
  actions: ['acme.user.reset'],
  ...more,
})
const at = (...rules: object[]): Doc[] => [
  ...allowAll(),
  { layer: 'action', rules: rules as Record<string, unknown>[] },
]
const asks = (more: object = {}, when?: string) =>
  rule('ask', 'require', {
    obligations: { approval: { by: { role: 'x' }, ...more } },
    ...(when === undefined ? {} : { when }),
  })
const kinds = async (before: Doc[], after: Doc[]) =>
  (await diff(before, after)).changes.map(({ kind, answer }) => [kind, answer])

describe('a change of bundle', () => {
  test.each([
    ['no rule to a deny', at(), at(rule('no', 'deny')), ['denies']],
    ['a deny to none', at(rule('no', 'deny')), at(), ['permits']],
    ['no rule to an approval', at(), at(asks()), ['asks']],
    ['an approval to none', at(asks()), at(), ['permits']],
    ['a deny to an approval', at(rule('no', 'deny')), at(asks()), ['asks']],
    ['an approval to a deny', at(asks()), at(rule('no', 'deny')), ['denies']],
    ['a smaller quorum', at(asks({ quorum: 2 })), at(asks()), ['asks_less']],
    ['a longer time', at(asks()), at(asks({ within: '48h' })), ['asks_less']],
    ['a later reminder', at(asks({ remind: '1h' })), at(asks({ remind: '2h' })), ['asks_less']],
    ['next approvers', at(asks()), at(asks({ next: [{ by: { role: 'y' } }] })), ['asks_less']],
    [
      'next approvers who are fewer',
      at(asks({ next: [{ by: { role: 'y' }, quorum: 2 }] })),
      at(asks({ next: [{ by: { role: 'y' } }] })),
      ['asks_less'],
    ],
    [
      'those before may still answer',
      at(asks({ next: [{ by: { role: 'y' } }] })),
      at(asks({ next: [{ by: { role: 'y' }, former: 'allowed' }] })),
      ['asks_less'],
    ],
    [
      'other next approvers',
      at(asks({ next: [{ by: { role: 'y' } }] })),
      at(asks({ next: [{ by: { role: 'z' } }] })),
      ['asks_less', 'asks_more'],
    ],
    ['no next approvers', at(asks({ next: [{ by: { role: 'y' } }] })), at(asks()), ['asks_more']],
    ['a standing approval', at(asks()), at(asks({ always: { for: '7d', cap: 3 } })), ['asks_less']],
    ['authors may answer', at(asks()), at(asks({ authors: 'allowed' })), ['asks_less']],
    ['another proof', at(asks({ proof: ['video'] })), at(asks({ proof: ['video', 'call'] })), ['asks_less']],
    ['another approver set', at(asks()), at(asks({ by: { role: 'y' } })), ['asks_less', 'asks_more']],
    [
      'a justification',
      at(asks()),
      at(rule('ask', 'require', { obligations: { approval: { by: { role: 'x' } }, justification: true } })),
      ['asks_more'],
    ],
    [
      'a justification alone',
      at(),
      at(rule('why', 'require', { obligations: { justification: true } })),
      ['asks_more'],
    ],
    ['a condition', at(asks()), at(asks({}, 'target.privileged')), ['permits']],
    [
      'two conditions that change places',
      at(asks({}, 'target.privileged')),
      at(asks({}, '!target.privileged')),
      ['permits', 'asks'],
    ],
    ['a window', at(), at(rule('w', 'require', { obligations: { window: { days: ['mon'] } } })), ['denies']],
    ['words alone', at(rule('no', 'deny')), at(rule('no', 'deny', { because: 'another text' })), []],
    [
      'a rule split in two',
      at(rule('no', 'deny', { when: 'target.privileged || channel == "go"' })),
      at(
        rule('no', 'deny', { when: 'target.privileged' }),
        rule('no-2', 'deny', { when: 'channel == "go"' }),
      ),
      [],
    ],
    ['a shadow rule', at(), at(rule('no', 'deny', { mode: 'shadow' })), []],
    [
      'two weak requires for one strong',
      at(asks({ quorum: 2, within: '1h' })),
      at(
        asks({ quorum: 2 }),
        rule('b', 'require', { obligations: { approval: { by: { role: 'x' }, within: '1h' } } }),
      ),
      'no decision',
    ],
  ])('%s', async (_name, before, after, expected) => {
    const found = await kinds(before, after)
    // Two rules that in sum ask the same are more than is compared in pairs: it must not be said to be a change.
    if (expected === 'no decision') expect(found.filter(([, answer]) => answer === 'possible')).toEqual([])
    else expect(found).toEqual((expected as string[]).map((kind) => [kind, 'possible']))
  })

  test('comes with an input that both engines were asked about', async () => {
    const [before, after] = [at(asks()), at(asks({}, 'target.privileged && channel == "go"'))]
    const { changes } = await diff(before, after)
    expect(changes).toHaveLength(1)
    const [change] = changes
    if (!change?.witness) return expect.unreachable()
    const decide = (docs: Doc[]) => createDecider(bundleOf(docs), { catalog: testCatalog })
    expect(decide(before)(change.witness)).toEqual(change.before)
    expect(decide(after)(change.witness)).toEqual(change.after)
    expect([change.before?.effect, change.after?.effect]).toEqual(['require_approval', 'permit'])
  })

  test('what is outside the analysis is said to be unknown', async () => {
    const odd = (text: string) =>
      at(rule('no', 'deny', { when: `target.email.trim() == "${text}" && requester.id == "a"` }))
    const { changes } = await diff(odd(' x'), odd('x '))
    expect(changes.map(({ kind, answer, because }) => [kind, answer, because])).toEqual([
      ['permits', 'unknown', ['`target.email.trim() == " x"`', '`target.email.trim() == "x "`']],
      ['denies', 'unknown', ['`target.email.trim() == " x"`', '`target.email.trim() == "x "`']],
    ])
  })

  test('reads as a review comment', async () => {
    const text = reviewOf(
      await diff(at(rule('no', 'deny'), asks({ quorum: 2 }, 'false')), at(asks({}), rule('new', 'allow'))),
    )
    expect(text).toContain('- rules added: `new`\n- rules removed: `no`\n- rules changed: `ask`')
    expect(text).toContain(
      '### Newly asks for approval\n\n- `acme.user.reset`: denied (action: `no`) → asks (action: `ask`): one person of the role `x`',
    )
    expect(text).toMatch(/```json\n {2}\{"id":"acme\.user\.reset"/)
    const plain = bundleOf(at())
    const spared = { ...plain, secondPerson: 'loosening' as const }
    const said = async (before: Bundle, after: Bundle) =>
      reviewOf(await diffBundles(asking, before, after, testCatalog))
    expect(await said(plain, spared)).toContain(
      '- from then on nobody else is asked for a change of policy that loosens nothing',
    )
    expect(await said(spared, plain)).toContain('- from then on a second person is asked for every change')
    expect(reviewOf(await diff(at(), at()))).toContain('No decision changes, for any input: proved.')
  })
})

describe('the review, word for word', () => {
  const decision = (effect: Decision['effect'], more: Partial<Decision> = {}): Decision => ({
    ...{ id: '1', effect, obligations: {}, layers: [], decidedBy: null, bundle: 'sha256:0' },
    ...more,
  })
  const witness = { id: 'x' } as never
  const change = (kind: ChangeKind, action: string, more: Partial<Change> = {}): Change => ({
    ...{ kind, action, answer: 'possible', witness, because: [] },
    before: decision('permit'),
    after: decision('deny', { decidedBy: { layer: 'action', rule: null, reason: 'no_match' } }),
    ...more,
  })
  const unknown = { answer: 'unknown', witness: null, before: null, after: null } as const
  const plain: BundleDiff = {
    before: `sha256:${'a'.repeat(64)}`,
    after: `sha256:${'b'.repeat(64)}`,
    changes: [],
    rules: { added: [], removed: [], changed: [] },
    runbooks: { removed: [], written: [] },
    secondPerson: null,
  }
  const head = ['## Policy change', '', '`sha256:aaaaaaaaaaaa` → `sha256:bbbbbbbbbbbb`', '']

  test('of nothing', () => {
    expect(reviewOf(plain).split('\n')).toEqual([...head, '', 'No decision changes, for any input: proved.'])
  })

  test('of changes, most dangerous first, those that read the same together', () => {
    const asked = decision('require_approval', {
      decidedBy: { layer: 'action', rule: 'ask', reason: 'rule' },
      obligations: { justification: true, dry_run: true },
    })
    const changes = [
      change('denies', 'a.c'),
      change('permits', 'a.a', { before: asked, after: decision('permit') }),
      change('permits', 'a.b', { before: asked, after: decision('permit') }),
      change('permits', 'a.d', { ...unknown, because: ['`x`', '`y`'] }),
      change('asks_less', 'a.e', { ...unknown, because: ['`x`'] }),
      change('asks', 'a.f', { ...unknown, because: ['`x`'] }),
      change('asks_more', 'a.g', { before: decision('permit'), after: asked }),
    ]
    const rules = { added: ['n', 'o'], removed: ['r'], changed: ['c'] }
    expect(reviewOf({ ...plain, changes, rules, secondPerson: 'loosening' }).split('\n')).toEqual([
      ...head,
      '- rules added: `n`, `o`',
      '- rules removed: `r`',
      '- rules changed: `c`',
      '- from then on nobody else is asked for a change of policy that loosens nothing',
      ...['', '### Newly permits: runs with nobody’s approval', ''],
      '- `a.a`, `a.b`: asks (action: `ask`): a reason is given in words; what it would do is shown first → permitted',
      ...['', '  ```json', '  {"id":"x"}', '  ```', ''],
      '- `a.d`: cannot be told; outside what can be analysed: `x`, `y`',
      ...['', '### Asks less than before', ''],
      '- `a.e`: cannot be told; outside what can be analysed: `x`',
      ...['', '### Newly asks for approval', ''],
      '- `a.f`: cannot be told; outside what can be analysed: `x`',
      ...['', '### Asks more than before', ''],
      '- `a.g`: permitted → asks (action: `ask`): a reason is given in words; what it would do is shown first',
      ...['', '  ```json', '  {"id":"x"}', '  ```', ''],
      ...['', '### Newly denies', ''],
      '- `a.c`: permitted → denied (action: no rule)',
      ...['', '  ```json', '  {"id":"x"}', '  ```', ''],
    ])
  })

  test('of runbooks: every word, indented, so that it cannot speak as the review', () => {
    const book = {
      id: 'b',
      title: 'B',
      about: [],
      language: 'english',
      always: false,
      text: 'one\n## two',
    } as const
    const runbooks = {
      removed: ['z'],
      written: [book, { ...book, id: 'c', about: ['x', 'y'], always: true, text: 'three' }],
    }
    const lines = reviewOf({ ...plain, runbooks }).split('\n')
    expect(lines.slice(6)).toEqual([
      '',
      '### Runbooks: what the model is guided by; no decision changes by them',
      '',
      '- removed: `z`',
      '- `b`: B',
      ...['', '      one', '      ## two', ''],
      '- `c`: B (found by x, y), told with every request',
      ...['', '      three', ''],
    ])
    expect(reviewOf({ ...plain, runbooks: { removed: ['z'], written: [] } })).toContain('- removed: `z`')
    expect(reviewOf({ ...plain, runbooks: { removed: [], written: [book] } })).toContain('- `b`: B')
  })
})

test('a change says which rules and runbooks it is of, and orders what it changes', async () => {
  const guide = (id: string, text: string) => ({
    ...{ id, title: id, about: [], language: 'english' as const, always: false, text, file: `${id}.md` },
  })
  const reset = rule('a', 'deny', { when: 'target.privileged' })
  const other = { ...rule('o', 'deny'), actions: ['acme.group.add'] }
  const before = {
    ...bundleOf(at(reset, other)),
    runbooks: [guide('k', 'x'), guide('c', 'x'), guide('r', 'x')],
  }
  const read = { ...rule('n', 'deny'), actions: ['acme.user.read'] }
  const after = {
    ...bundleOf(at(read, asks())),
    runbooks: [guide('k', 'x'), guide('c', 'y'), guide('w', 'x')],
  }
  const found = await diffBundles(asking, before, after, testCatalog)
  expect(found.changes.map(({ kind, action }) => [kind, action])).toEqual([
    ['permits', 'acme.group.add'],
    ['asks', 'acme.user.reset'],
    ['denies', 'acme.user.read'],
  ])
  expect(found.changes.every(({ because }) => because.length === 0)).toBe(true)
  expect(found.rules).toEqual({ added: ['ask', 'n'], removed: ['a', 'o'], changed: [] })
  expect(found.runbooks.removed).toEqual(['r'])
  expect(found.runbooks.written.map(({ id }) => id)).toEqual(['c', 'w'])
  expect(found).toMatchObject({ before: before.digest, after: after.digest, secondPerson: null })
  const spared = { ...before, secondPerson: 'loosening' as const }
  expect((await diffBundles(asking, before, spared, testCatalog)).secondPerson).toBe('loosening')
})

test('to ask less is not to hold all that was asked', () => {
  const one = {
    by: { role: 'a' },
    quorum: 1,
    not: [],
    within: '24h',
    otherwise: 'escalate',
    always: false,
    authors: 'excluded',
    proof: [],
  } as const
  const obligations = fc.record(
    {
      approvals: fc
        .uniqueArray(
          fc.record({
            by: fc.constantFrom({ role: 'a' }, { role: 'b' }),
            quorum: fc.integer({ min: 1, max: 3 }),
          }),
          { selector: ({ by }) => by.role, maxLength: 2 },
        )
        .map((list) => list.map((each) => ({ ...one, not: [], proof: [], ...each }))),
      justification: fc.constant(true as const),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Obligations>
  fc.assert(
    fc.property(obligations, obligations, (before, after) => {
      const kept = (before.approvals ?? []).every(({ by, quorum }) =>
        (after.approvals ?? []).some(
          (other) => JSON.stringify(other.by) === JSON.stringify(by) && other.quorum >= quorum,
        ),
      )
      expect(asksLess(before, after)).toBe(!kept || (before.justification === true && !after.justification))
    }),
  )
})
