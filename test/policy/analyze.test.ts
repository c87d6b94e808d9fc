import { describe, expect, test } from 'vitest'
import { analyze } from '#policy/analyze/analyze.ts'
import { classesOf } from '#policy/analyze/classes.ts'
import { renderAnalysis } from '#policy/analyze/render.ts'
import { unapprovedIn } from '#policy/analyze/unapproved.ts'
import { createDecider } from '#policy/decide.ts'
import { solverForTests } from './solver.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, testCatalog } from './support.ts'

const asking = solverForTests()
const of = (docs: Doc[]) => analyze(asking, bundleOf(docs), testCatalog)
const rule = (id: string, effect: string, more: object = {}) => ({ id, effect, actions: ['*'], ...more })
const approval = (more: object = {}) => ({ obligations: { approval: { by: { role: 'x' }, ...more } } })
const asks = (more: object = {}): Doc => ({
  layer: 'action',
  rules: [rule('ask', 'require', { ...approval(), ...more })],
})
const unapproved = async (docs: Doc[], action = 'acme.user.reset') => {
  const bundle = bundleOf(docs)
  const catalog = new Map([...testCatalog].filter(([name]) => name === action))
  const keyed = bundle.rules.map((each) => [each.id, each] as const)
  const [only] = classesOf(catalog, keyed)
  if (only === undefined) return undefined
  return (await unapprovedIn(asking, only, createDecider(bundle, { catalog })))[0]
}

describe('can it ever run unapproved', () => {
  test('never, where every way is asked for', async () => {
    expect((await unapproved([...allowAll(), asks()]))?.finding).toEqual({ answer: 'never' })
  })

  test('for whom and on what, with an input that the engine decided so', async () => {
    const docs = [
      ...allowAll(),
      asks({ when: '!(requester.verified && channel == "go") || target.privileged' }),
    ]
    const found = await unapproved(docs)
    expect(found?.reach).toEqual({ channels: ['go'], unverified: 'never', privileged: 'never' })
    if (found?.finding.answer !== 'possible') return expect.unreachable()
    const { witness } = found.finding
    expect(witness).toMatchObject({
      channel: 'go',
      requester: { verified: true },
      target: { privileged: false },
    })
    expect(createDecider(bundleOf(docs), { catalog: testCatalog })(witness).effect).toBe('permit')
  })

  test.each([
    ['a text', 'target.email != "boss@acme.example"', { target: { email: 'boss@acme.example' } }],
    [
      'a suffix',
      '!target.email.endsWith("@x.example")',
      { target: { email: expect.stringMatching(/@x\.example$/) as string } },
    ],
    [
      'a prefix and a part',
      '!(requester.id.startsWith("adm-") && requester.id.contains("zz"))',
      { requester: { id: expect.stringMatching(/^adm-.*zz|^adm-zz/) as string } },
    ],
    [
      'a pattern',
      '!target.email.matches("^svc-[a-z]{3,5}@(a|b)\\\\.example$")',
      { target: { email: expect.stringMatching(/^svc-[a-z]{3,5}@(a|b)\.example$/) as string } },
    ],
    [
      'a pattern that is anywhere',
      '!requester.department.matches("X[0-9]+")',
      { requester: { department: expect.stringMatching(/X[0-9]+/) as string } },
    ],
    ['a member of a list', '!("break-glass" in target.labels)', { target: { labels: ['break-glass'] } }],
    [
      'a list expression',
      '!requester.groups.exists(g, g.startsWith("app-") && g != "app-1")',
      { requester: { groups: [expect.stringMatching(/^app-/) as string] } },
    ],
    [
      'all of a list',
      'requester.roles.size() < 2 || !requester.roles.all(r, r.startsWith("q"))',
      {
        requester: { roles: [expect.stringMatching(/^q/) as string, expect.stringMatching(/^q/) as string] },
      },
    ],
    ['one fact in a list of another', '!(requester.department in target.labels)', {}],
    ['a number', 'runtime.bulk.size != 7', { runtime: { bulk: { size: 7 } } }],
    ['usage', 'runtime.usage["ask"] < 5', { runtime: { usage: { ask: 5 } } }],
    ['where a value comes from', 'provenance.target != "text"', { provenance: { target: 'text' } }],
    [
      'an hour in a zone',
      'runtime.now.getHours(runtime.zone) != 3',
      { runtime: { now: expect.stringContaining('T03:') as string } },
    ],
    [
      'a day of the week',
      'runtime.now.getDayOfWeek() != 6',
      { runtime: { now: '2026-11-28T00:00:00.000Z' } },
    ],
    [
      'a moment',
      'runtime.now < timestamp("2031-01-01T00:00:00Z")',
      { runtime: { now: expect.stringMatching(/^20(3[1-9]|4)/) as string } },
    ],
    [
      'a choice',
      'requester.verified ? channel != "pro" : true',
      { channel: 'pro', requester: { verified: true } },
    ],
    ['a tenant', 'tenant == "acme"', {}],
  ])('%s', async (_name, when, witness) => {
    const found = await unapproved([...allowAll(), asks({ when })])
    expect(found?.finding).toMatchObject({ answer: 'possible', witness })
  })

  test.each([
    ['texts that cannot be', 'target.email != "a" || target.email == "a"'],
    ['a pattern that says the same', 'target.email.matches("^a+$") || !target.email.matches("^aa*$")'],
    ['a suffix of a suffix', '!target.email.endsWith("@a.example") || target.email.endsWith(".example")'],
    ['hours that there are not', 'runtime.now.getHours() <= 23'],
    ['a list that holds what it holds', '!("a" in target.labels) || target.labels.exists(l, l == "a")'],
    ['risks that there are not', 'action.risk in ["low", "medium"]'],
    ['facts of one object', 'objects.size() == 0'],
  ])('a proof over %s', async (_name, when) => {
    expect((await unapproved([...allowAll(), asks({ when })]))?.finding).toEqual({ answer: 'never' })
  })

  test('what is outside the fragment is free: a proof that does not need it is still one', async () => {
    const odd = 'target.email.lowerAscii() == "x"'
    const proved = await unapproved([
      ...allowAll(),
      asks({ when: `${odd} || channel in ["pro", "go", "ticket"]` }),
    ])
    expect(proved?.finding).toEqual({ answer: 'never' })
    const unknown = await unapproved([
      ...allowAll(),
      asks({ when: `${odd} || !(target.email.upperAscii() == "X" && requester.id == "y")` }),
    ])
    expect(unknown?.finding).toEqual({
      answer: 'unknown',
      because: ['`target.email.lowerAscii() == "x"`', '`target.email.upperAscii() == "X"`'],
    })
    const found = await unapproved([...allowAll(), asks({ when: odd })])
    expect(found?.finding.answer).toBe('possible')
  })

  test('an expression that errs denies, so that it opens nothing', async () => {
    const docs = [
      ...allowAll(),
      asks({ when: 'true || 1 / runtime.bulk.index > 0' }),
      { layer: 'runtime', rules: [rule('odd', 'deny', { when: '1 / runtime.bulk.index > 9' })] },
    ]
    const found = await of(docs)
    expect(found.unapproved[0]?.finding.answer).toBe('never')
    expect(new Set(found.neverRun.map(({ answer }) => answer))).toEqual(new Set(['unknown']))
  })

  test('parameters and the objects that they name', async () => {
    const docs = [
      ...allowAll(),
      {
        layer: 'action',
        rules: [
          {
            id: 'ask',
            effect: 'require',
            actions: ['acme.group.add'],
            when: '!(params.role == "r9" && has(params.days) && params.days > 40 && params.flags.exists(f, f == "q"))',
            ...approval(),
          },
        ],
      },
      {
        layer: 'target',
        rules: [
          {
            id: 'ask-2',
            effect: 'require',
            actions: ['acme.group.add'],
            when: 'target.privileged',
            ...approval({ quorum: 2 }),
          },
        ],
      },
      {
        layer: 'runtime',
        rules: [
          {
            id: 'ask-3',
            effect: 'require',
            actions: ['acme.group.add'],
            when: '!objects.exists(o, "blue" in o.labels && o.type == "group")',
            ...approval({ quorum: 3 }),
          },
        ],
      },
    ]
    const found = await unapproved(docs, 'acme.group.add')
    expect(found?.reach?.privileged).toBe('never')
    if (found?.finding.answer !== 'possible') return expect.unreachable()
    const { params, objects } = found.finding.witness
    expect(params).toMatchObject({ role: 'r9', flags: ['q'] })
    expect(params['days']).toBeGreaterThan(40)
    expect(objects).toContainEqual(
      expect.objectContaining({ labels: ['blue'], type: 'group', privileged: false }),
    )
  })

  test('limits and windows deny; they do not let anything through unasked', async () => {
    const restricted: Doc = {
      layer: 'runtime',
      rules: [
        rule('few', 'require', {
          obligations: {
            limit: { max: 3, per: '1h', by: 'tenant' },
            window: { days: ['sat'], hours: '22:00-02:00', zone: 'Asia/Tokyo' },
          },
        }),
      ],
    }
    const found = await unapproved([...allowAll(), restricted])
    if (found?.finding.answer !== 'possible') return expect.unreachable()
    // Saturday from 22:00 in Tokyo is Saturday from 13:00 in UTC.
    expect(found.finding.witness.runtime.now).toMatch(/^2026-11-28T1[3-6]:00/)
    expect((await unapproved([...allowAll(), restricted, asks()]))?.finding).toEqual({ answer: 'never' })
  })

  test('proofs that have nothing in common cannot be met', async () => {
    const proofs = (id: string, proof: string[]) => rule(id, 'require', approval({ proof }))
    const found = await of([
      ...allowAll(),
      {
        layer: 'action',
        rules: [
          proofs('a', ['video', 'call']),
          proofs('b', ['call', 'desk']),
          proofs('c', ['desk', 'video']),
        ],
      },
    ])
    expect(found.neverRun.map(({ action, answer }) => [action, answer])).toEqual(
      [...testCatalog.keys()].toSorted().map((action) => [action, 'never']),
    )
    const two = await of([
      ...allowAll(),
      { layer: 'action', rules: [proofs('a', ['video', 'call']), proofs('b', ['call', 'desk'])] },
    ])
    expect(two.neverRun).toEqual([])
  })
})

test('which actions can never run', async () => {
  const docs = [
    ...allowAll('global'),
    {
      layer: 'global',
      rules: [
        rule('reads', 'allow', { when: '!action.write' }),
        rule('ghost', 'allow', { actions: ['acme.group.add'], when: 'channel == "mail"' }),
      ],
    },
  ]
  const { neverRun } = await of(docs)
  expect(neverRun).toEqual([
    { action: 'acme.group.add', answer: 'never', because: [] },
    { action: 'acme.user.reset', answer: 'never', because: [] },
  ])
})

describe('rules that can never matter', () => {
  const idle = async (...docs: Doc[]) =>
    (await of([...allowAll(), ...docs])).idle.map(({ rule: id, answer }) => [id, answer])

  test('none in a bundle without any', async () => {
    expect(await idle(asks({ when: 'action.write' }))).toEqual([])
  })

  test('one that never matches', async () => {
    expect(
      await idle({
        layer: 'action',
        rules: [rule('ghost', 'deny', { when: 'channel == "ticket" && channel == "go"' })],
      }),
    ).toEqual([['ghost', 'unreachable']])
    expect(
      await idle({ layer: 'target', scope: { platform: 'other' }, rules: [rule('ghost', 'deny')] }),
    ).toEqual([['ghost', 'unreachable']])
  })

  test('an allow beside a wider one, a deny behind a wider one', async () => {
    expect(
      await idle({ layer: 'action', rules: [rule('narrow', 'allow', { when: 'channel == "go"' })] }),
    ).toEqual([['narrow', 'without_effect']])
    expect(
      await idle(
        { layer: 'global', rules: [rule('wide', 'deny', { when: 'target.privileged' })] },
        {
          layer: 'runtime',
          rules: [rule('narrow', 'deny', { when: 'target.privileged && channel == "go"' })],
        },
      ),
    ).toEqual([['narrow', 'without_effect']])
  })

  test('a require that asks less than another, and not one that asks something else', async () => {
    const both = (first: object, second: object) =>
      idle({
        layer: 'action',
        rules: [
          rule('one', 'require', { obligations: first }),
          rule('two', 'require', { obligations: second }),
        ],
      })
    const people = (more: object) => ({ approval: { by: { role: 'x' }, ...more } })
    expect(await both(people({ quorum: 2 }), people({ quorum: 1 }))).toEqual([['two', 'without_effect']])
    expect(await both(people({ quorum: 2 }), people({ within: '1h' }))).toEqual([])
    expect(await both(people({}), { justification: true })).toEqual([])
    expect(await both({ justification: true, dry_run: true }, { dry_run: true })).toEqual([
      ['two', 'without_effect'],
    ])
  })

  test('a rule whose only work is its limit matters', async () => {
    expect(
      await idle({
        layer: 'action',
        rules: [rule('few', 'require', { obligations: { limit: { max: 3, per: '1h', by: 'tenant' } } })],
      }),
    ).toEqual([])
  })

  test('shadow rules are not judged', async () => {
    expect(
      await idle({
        layer: 'action',
        rules: [rule('ghost', 'deny', { when: 'channel == "mail"', mode: 'shadow' })],
      }),
    ).toEqual([])
  })

  test('unknown names the expression', async () => {
    const docs = [
      ...allowAll(),
      {
        layer: 'action',
        rules: [
          rule('odd', 'deny', {
            when: 'requester.groups.filter(g, g == "a").size() > 1 && requester.email.trim() == " x"',
          }),
        ],
      },
    ]
    const { idle: found, clean } = await of(docs)
    expect(found).toMatchObject([
      {
        rule: 'odd',
        answer: 'unknown',
        because: ['`requester.email.trim() == " x"`', '`requester.groups.filter(g, g == "a").size() > 1`'],
      },
    ])
    expect(clean).toBe(true)
  })
})

describe('somebody approving their own request', () => {
  const allowed = {
    layer: 'action',
    rules: [rule('own', 'require', { when: 'channel == "pro"', ...approval({ authors: 'allowed' }) })],
  }

  test('is found, with an input', async () => {
    const { selfApproval, clean } = await of([...allowAll(), allowed])
    expect(selfApproval).toMatchObject([
      { rule: 'own', finding: { answer: 'possible', witness: { channel: 'pro' } } },
    ])
    expect(clean).toBe(false)
  })

  test('is taken back by an equal approver set that excludes authors, and not by another', async () => {
    const { selfApproval } = await of([...allowAll(), allowed, asks()])
    expect(selfApproval).toMatchObject([{ rule: 'own', finding: { answer: 'never' } }])
    const other = await of([
      ...allowAll(),
      allowed,
      asks({ obligations: { approval: { by: { role: 'y' } } } }),
    ])
    expect(other.selfApproval).toMatchObject([{ finding: { answer: 'possible' } }])
  })
})

test('for people', async () => {
  const text = renderAnalysis(
    await of([
      ...allowAll(),
      asks({ when: 'channel != "go"' }),
      { layer: 'action', rules: [rule('ghost', 'deny', { when: 'channel == "mail"' })] },
    ]),
  )
  expect(text).toContain('writes that can run with nobody’s approval: 2')
  expect(text).toContain(
    'acme.user.reset (medium risk): on go; also for an unverified requester; also on anything privileged',
  )
  expect(text).toContain('ghost (7.yaml:')
  expect(text).toContain('never matches, whatever comes in')
  expect(text).toMatch(/\nnot clean\nbundle sha256:/)
})
