import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import { analyze } from '#policy/analyze/analyze.ts'
import { classesOf } from '#policy/analyze/classes.ts'
import { decisionTerms } from '#policy/analyze/decision-terms.ts'
import { createParse, encodeRules } from '#policy/analyze/encode.ts'
import { find, findEach } from '#policy/analyze/question.ts'
import { selfApprovals } from '#policy/analyze/self-approval.ts'
import type { Solve } from '#policy/analyze/solve.ts'
import { ask } from '#policy/analyze/solve.ts'
import { unapprovedIn } from '#policy/analyze/unapproved.ts'
import { createDecider } from '#policy/decide.ts'
import { solverForTests } from './solver.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, testCatalog } from './support.ts'

/** What is asked of the solver, and what is made of its answers: that it may be wrong or silent, and the engine has the last word. */
const asking = solverForTests()
const add = testCatalog.get('acme.group.add')
const reset = testCatalog.get('acme.user.reset')
const read = testCatalog.get('acme.user.read')
const findUser = testCatalog.get('acme.user.find')
if (add === undefined || reset === undefined || read === undefined || findUser === undefined)
  throw new Error('no such action')

/** Never so, as only the engine knows: no text is trimmed to one that begins with a space. */
const odd = 'requester.email.trim() == " x"'
const rule = (id: string, effect: string, more: object = {}) => ({ id, effect, actions: ['*'], ...more })
const asks = (id: string, when: string | null, approval: object = {}): Doc => ({
  layer: 'action',
  rules: [
    rule(id, 'require', {
      ...(when === null ? {} : { when }),
      obligations: { approval: { by: { role: 'x' }, ...approval } },
    }),
  ],
})
const denies = (when: string, layer = 'action'): Doc => ({ layer, rules: [rule('no', 'deny', { when })] })
const catalogOf = (...actions: ActionDefinition[]) => new Map(actions.map((action) => [action.name, action]))
const keyedOf = (docs: Doc[]) => bundleOf(docs).rules.map((each) => [each.id, each] as const)
const encodedOf = (docs: Doc[], action: ActionDefinition = reset) =>
  encodeRules(action, keyedOf(docs), createParse())
const saying =
  (answer: 'sat' | 'unsat' | 'unknown', asked: string[] = []): Solve =>
  (script, variables) => {
    asked.push(script)
    const value = { Bool: 'false', String: '"x"', Int: '1' }
    const values = variables.map(({ name, sort }) => (name === 'requester.verified' ? 'true' : value[sort]))
    return Promise.resolve({ answer, values })
  }

describe('a question', () => {
  test('that cannot be so is not asked; one that is always so adds nothing to what is given', async () => {
    const encoded = encodedOf([denies('requester.verified')])
    const asked: string[] = []
    const of = (question: string, answer: 'sat' | 'unsat' | 'unknown' = 'unsat') =>
      ask(saying(answer, asked), encoded, question, 1)
    expect(await of('false')).toEqual({ found: false, unknown: false })
    expect(asked).toEqual([])
    expect(await of('true')).toEqual({ found: false, unknown: false })
    expect(await of('|requester.verified|', 'unknown')).toEqual({ found: false, unknown: true })
    const given = '(declare-const |requester.verified| Bool)\n'
    expect(asked).toEqual([given, `${given}(assert |requester.verified|)`])
    expect(await of('true', 'sat')).toEqual({ found: true, model: new Map([['requester.verified', 'true']]) })
  })

  test('that is not answered, or not truly, is open', async () => {
    const encoded = encodedOf([denies('requester.verified')])
    const of = (answer: 'sat' | 'unsat' | 'unknown', more = encoded, holds = false) =>
      find({ solve: saying(answer), effort: 1 }, more, 'true', () => holds)
    const open = (...because: string[]) => ({ answer: 'unknown', because })
    expect(await of('unsat')).toEqual({ answer: 'never' })
    expect(await of('sat')).toEqual(open('the example that was found could not be replayed'))
    expect(await of('sat', encoded, true)).toMatchObject({ answer: 'possible' })
    expect(await of('unknown')).toEqual(open('the solver did not come to an answer'))
    expect(await of('unsat', { ...encoded, cut: true })).toEqual(
      open('the conditions speak of more objects than were looked at'),
    )
    const abstracted = new Set(['b', 'a'])
    expect(await of('unknown', { ...encoded, abstracted })).toEqual(open('`a`', '`b`'))
    const two = await findEach(
      { solve: saying('unknown'), effort: 1 },
      encoded,
      [reset, add],
      'true',
      () => true,
    )
    expect(two.map(({ answer }) => answer)).toEqual(['unknown', 'unknown'])
  })
})

describe('actions that policy asks the same of', () => {
  const groups = (docs: Doc[], ...actions: ActionDefinition[]) =>
    classesOf(catalogOf(...actions), keyedOf(docs)).map((each) => each.actions.map(({ name }) => name))
  const other = (more: Partial<ActionDefinition>): ActionDefinition => ({
    ...reset,
    name: 'acme.user.b',
    ...more,
  })

  test('are one class', () => {
    expect(groups(allowAll(), reset, other({}), add)).toEqual([[reset.name, 'acme.user.b'], [add.name]])
  })

  test.each<[string, Partial<ActionDefinition>]>([
    ['writes', { write: false }],
    ['has a target', { target: null }],
    ['names objects', { objects: [{ param: 'x', type: 'group', role: 'group' }] as never }],
  ])('are not where one %s and the other does not', (_what, more) => {
    expect(groups(allowAll(), reset, other(more))).toEqual([[reset.name], ['acme.user.b']])
  })

  test('are not where a rule holds of one of them', () => {
    const docs = [denies('action.risk == "low"')]
    expect(groups(docs, reset, other({ risk: 'low' }))).toEqual([[reset.name], ['acme.user.b']])
    expect(groups(docs, reset, other({ risk: 'high' }))).toEqual([[reset.name, 'acme.user.b']])
  })
})

describe('a decision', () => {
  test('is no yes where a condition errs', () => {
    const { permit } = decisionTerms(encodedOf([...allowAll(), denies(odd)]), () => true)
    const [holds, fails] = ['holds', 'fails'].map((how) => `|${odd} ${how} of the target|`)
    expect(permit).toBe(`(and (not (and (not ${holds}) (not ${fails}))) (not ${holds}))`)
  })

  test('asks what the rules that require ask, for each object that is there', () => {
    const maybe = { ...add, objects: [{ param: 'days', type: 'group', role: 'group' }] } as never
    const docs = [
      ...allowAll(),
      { ...asks('ask', 'target.privileged'), layer: 'target' },
      denies('target.email == "x"'),
    ]
    const { active } = decisionTerms(encodedOf(docs, maybe), () => true)
    expect([...active]).toEqual([
      ['ask', '(or |target.privileged| (and |object 0 present| |object 0.privileged|))'],
    ])
  })
})

describe('what can run unapproved', () => {
  const reached = async (docs: Doc[], actions: ActionDefinition[], solve = asking.solve, engine = docs) => {
    const catalog = catalogOf(...actions)
    const [only] = classesOf(catalog, keyedOf(docs))
    if (only === undefined) throw new Error('no class')
    return unapprovedIn({ ...asking, solve }, only, createDecider(bundleOf(engine), { catalog }))
  }

  test('by which ways is taken on the engine’s word alone', async () => {
    const [lied] = await reached(allowAll(), [add], saying('sat'))
    expect(lied).toMatchObject({
      finding: { answer: 'possible' },
      reach: { channels: ['pro?', 'go?', 'ticket?'], unverified: 'unknown', privileged: 'unknown' },
    })
  })

  test.each<[when: string, reach: object]>([
    ['channel == "go"', { channels: ['pro', 'go?', 'ticket'] }],
    ['!requester.verified', { unverified: 'unknown' }],
    ['target.privileged', { privileged: 'unknown' }],
  ])('is open where the engine asks after all: %s', async (when, reach) => {
    const [found] = await reached(allowAll(), [reset], asking.solve, [...allowAll(), asks('ask', when)])
    expect(found).toMatchObject({ finding: { answer: 'possible' }, reach })
  })

  test('is not privileged where there is nobody it is done to', async () => {
    const [found] = await reached(allowAll(), [findUser])
    expect(found?.reach).toEqual({
      channels: ['pro', 'go', 'ticket'],
      unverified: 'possible',
      privileged: 'never',
    })
  })

  test('is privileged where one object of several is', async () => {
    const when = 'target.privileged || objects.all(o, o.privileged) || !objects.exists(o, o.privileged)'
    const [found] = await reached([...allowAll(), asks('ask', when)], [add])
    expect(found?.reach?.privileged).toBe('possible')
  })

  test('is told of each action of a class', async () => {
    const hopeless = {
      ...{ ...reset, name: 'acme.user.hopeless' },
      params: z.strictObject({ a: z.string().refine(() => false) }) as never,
    }
    const [first, second] = await reached(allowAll(), [reset, hopeless])
    expect([first?.finding.answer, first?.reach?.unverified]).toEqual(['possible', 'possible'])
    expect([second?.finding.answer, second?.reach]).toEqual(['unknown', null])
  })

  test('is asked once where it cannot', async () => {
    const asked: string[] = []
    const docs = [...allowAll(), asks('ask', 'requester.verified')]
    const [found] = await reached(docs, [reset], saying('unsat', asked))
    expect(found).toMatchObject({ finding: { answer: 'never' }, reach: null })
    expect(asked).toHaveLength(1)
  })
})

describe('who can approve their own', () => {
  const by = { role: 'y' }
  const own = (when: string | null = null) => asks('own', when, { authors: 'allowed' })
  const found = async (docs: Doc[], ...actions: ActionDefinition[]) => {
    const bundle = bundleOf([...allowAll(), ...docs])
    const catalog = actions.length === 0 ? testCatalog : catalogOf(...actions)
    const keyed = bundle.rules.map((each) => [each.id, each] as const)
    const decide = createDecider(bundle, { catalog: testCatalog })
    const all = await selfApprovals(asking, bundle, classesOf(catalog, keyed), decide)
    return all.map((each) => [each.rule, each.action, each.finding.answer])
  }

  test('is told of the first action where it is worst', async () => {
    expect(await found([own('!action.write')])).toEqual([['own', 'acme.user.read', 'possible']])
    expect(await found([own('action.write')])).toEqual([['own', 'acme.user.reset', 'possible']])
  })

  test('is not told of a rule that covers nothing, or is not enforced', async () => {
    const [narrow] = own().rules
    const of = (more: object) => [{ layer: 'action', rules: [{ ...narrow, ...more }] }]
    expect(await found(of({ actions: ['acme.user.reset'] }), add)).toEqual([])
    expect(await found(of({ mode: 'shadow' }))).toEqual([])
    expect(await found([...of({ actions: ['acme.user.reset'] }), asks('strict', null)])).toEqual([
      ['own', 'acme.user.reset', 'never'],
    ])
  })

  test.each<[string, Doc[]]>([
    ['somebody else is asked', [asks('other', null, { by })]],
    ['somebody else’s authors are asked', [asks('other', null, { by, authors: 'allowed' })]],
    ['the same are asked, and no author', [asks('strict', `!(${odd})`)]],
  ])('is open where %s', async (_what, docs) => {
    const all = await found([own(odd), ...docs], reset)
    expect(all.find(([id]) => id === 'own')).toEqual(['own', 'acme.user.reset', 'unknown'])
  })
})

describe('of a whole bundle', () => {
  const of = (docs: Doc[], ...actions: ActionDefinition[]) =>
    analyze(asking, bundleOf(docs), actions.length === 0 ? testCatalog : catalogOf(...actions))

  test('an action that is known to run is not asked of again', async () => {
    const asked: string[] = []
    const solve: Solve = (script, ...rest) => {
      asked.push(script)
      return asking.solve(script, ...rest)
    }
    const bundle = bundleOf(allowAll())
    await analyze({ ...asking, solve }, bundle, catalogOf(reset))
    // Whether, by each of three channels, for whom, on what; and of each rule whether it matters.
    expect(asked).toHaveLength(1 + 3 + 2 + bundle.rules.length)
  })

  test('actions are told of by name', async () => {
    const { unapproved } = await of(allowAll(), findUser, reset, read)
    expect(unapproved.map(({ action }) => action)).toEqual([findUser.name, read.name, reset.name])
  })

  test('whether an action ever runs is open where a condition is', async () => {
    const { neverRun } = await of([...allowAll(), denies(`!(${odd})`)], reset)
    expect(neverRun).toEqual([{ action: reset.name, answer: 'unknown', because: [`\`${odd}\``] }])
  })

  test('a rule matters where it does for one action, and is open where it is for one', async () => {
    expect((await of([...allowAll(), denies('!action.write')], reset, read)).idle).toEqual([])
    const open = await of([...allowAll(), denies(`action.write && ${odd}`)], reset, read)
    expect(open.idle).toMatchObject([{ rule: 'no', answer: 'unknown', because: [`\`${odd}\``] }])
    expect(open.clean).toBe(true)
    const ghost = { layer: 'global', rules: [rule('ghost', 'deny', { when: 'channel == "mail"' })] }
    const both = await of([...allowAll(), denies(`action.write && ${odd}`), ghost], reset, read)
    expect(both.idle.map(({ answer }) => answer)).toEqual(['unreachable', 'unknown'])
    expect(both.clean).toBe(false)
  })

  test('a rule about objects is reached where there are some', async () => {
    const maybe = { ...add, objects: [{ param: 'days', type: 'group', role: 'group' }] } as never
    const narrow = (when: string): Doc => ({
      layer: 'target',
      rules: [rule('narrow', 'allow', { when })],
    })
    const told = async (when: string) => (await of([...allowAll(), narrow(when)], maybe)).idle
    const place = { rule: 'narrow', file: '6.yaml', line: expect.any(Number) as number, because: [] }
    expect(await told('target.type == "group"')).toEqual([{ ...place, answer: 'without_effect' }])
    expect(await told('target.type == "group" && objects.size() == 0')).toEqual([
      { ...place, answer: 'unreachable' },
    ])
  })

  test('is clean where no author answers for their own', async () => {
    const own = asks('own', 'channel == "go"', { authors: 'allowed', quorum: 2 })
    const docs = [...allowAll(), own, asks('strict', null)]
    const { clean, selfApproval, idle } = await of(docs, reset)
    expect(selfApproval.map(({ finding }) => finding.answer)).toEqual(['never'])
    expect([idle.map(({ answer }) => answer), clean]).toEqual([[], true])
  })
})
