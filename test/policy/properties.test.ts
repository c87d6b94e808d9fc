import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Decision, DecisionInput } from '#contract/decision.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import { bundles, inputs } from './generate.ts'
import type { NaiveDoc, NaiveRule } from './naive-conditions.ts'
import { naive } from './naive.ts'
import { conditions } from './naive-conditions.ts'
import { allLayers, allowAll, bundleOf, testCatalog } from './support.ts'

/** Each run is several decisions; `npm run test:properties` makes 10,000 of each. */
const runs = Number(process.env.DEX_PROPERTY_RUNS ?? 100)
const config = { numRuns: runs }

const asDocs = (docs: readonly NaiveDoc[]): Parameters<typeof bundleOf>[0] =>
  docs as unknown as Parameters<typeof bundleOf>[0]
const deciderOf = (docs: readonly NaiveDoc[]) =>
  createDecider(bundleOf(asDocs(docs)), { catalog: testCatalog })
const several = fc.array(inputs, { minLength: 3, maxLength: 6 })

/** How much a decision lets through: 0 nothing. */
const rank = { deny: 0, require_approval: 1, permit: 2 } as const

const added = fc.record({
  layer: fc.constantFrom(...allLayers),
  rule: fc.record({
    id: fc.constantFrom('aaa', 'zzz'),
    actions: fc.constantFrom(['*'], ['acme.user.*']),
    when: fc.constantFrom(...Object.keys(conditions)),
  }),
})
const plus = (docs: readonly NaiveDoc[], layer: string, rule: object): NaiveDoc[] => [
  ...docs,
  { layer, scope: {}, rules: [rule as NaiveRule] },
]

test('the engine and the naive evaluator say the same', () => {
  const seen = { permit: 0, require_approval: 0, deny: 0 }
  fc.assert(
    fc.property(bundles, several, (docs, given) => {
      const decide = deciderOf(docs)
      for (const one of given) {
        const decision = decide(one)
        seen[decision.effect]++
        expect({
          effect: decision.effect,
          decidedBy: decision.decidedBy,
          obligations: decision.obligations,
          verdicts: decision.layers.map(({ verdict }) => verdict),
          listed: decision.layers.map(({ rules }) => rules.map(({ id }) => id)),
        }).toEqual(naive(docs, one))
      }
    }),
    config,
  )
  // The comparison would be worth little if nearly all were denied.
  if (runs >= 100) for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs / 50)
})

test('deterministic, whatever was decided before and in whatever order the files, rules and keys come', () => {
  fc.assert(
    fc.property(bundles, several, fc.infiniteStream(fc.nat()), (docs, given, stream) => {
      const shuffle = <Item>(items: readonly Item[]): Item[] =>
        items
          .map((item) => ({ item, key: stream.next().value as number }))
          .toSorted((left, right) => left.key - right.key)
          .map(({ item }) => item)
      const reversed = (value: object): object => Object.fromEntries(Object.entries(value).toReversed())
      const others = shuffle(docs).map((doc) =>
        reversed({ ...doc, scope: reversed(doc.scope), rules: shuffle(doc.rules.map(reversed)) }),
      )
      const [one, other] = [deciderOf(docs), deciderOf(others as NaiveDoc[])]
      const located = (decision: Decision): string =>
        JSON.stringify(decision, (key, value: unknown) => (key === 'file' || key === 'line' ? 0 : value))
      const first = given.map((some) => located(one(some)))
      expect(
        shuffle(given)
          .map((some) => located(other(some)))
          .toSorted(),
      ).toEqual(first.toSorted())
      expect(given.map((some) => located(one(structuredClone(some))))).toEqual(first)
    }),
    config,
  )
})

test('adding a deny or a require never lets more through; a require never drops an obligation', () => {
  fc.assert(
    fc.property(bundles, several, added, fc.boolean(), (docs, given, { layer, rule }, approve) => {
      const before = deciderOf(docs)
      const denies = deciderOf(plus(docs, layer, { ...rule, effect: 'deny' }))
      const obligations = { approval: { by: { role: 'a' }, quorum: 3 } }
      const requires = deciderOf(
        plus(docs, layer, { ...rule, effect: 'require', ...(approve ? { obligations } : {}) }),
      )
      for (const one of given) {
        const was = before(one)
        expect(rank[denies(one).effect]).toBeLessThanOrEqual(rank[was.effect])
        const is = requires(one)
        expect(rank[is.effect]).toBeLessThanOrEqual(rank[was.effect])
        if (is.effect !== 'deny')
          expect(is.obligations.approvals?.length ?? 0).toBeGreaterThanOrEqual(
            was.obligations.approvals?.length ?? 0,
          )
      }
    }),
    config,
  )
})

test('removing an allow never lets more through, and any error denies', () => {
  fc.assert(
    fc.property(bundles, several, fc.nat(), (docs, given, pick) => {
      const allows = docs.flatMap(({ rules }) =>
        rules.filter(({ effect }) => effect === 'allow').map(({ id }) => id),
      )
      const gone = allows[pick % allows.length]
      const without = docs.map((doc) => ({ ...doc, rules: doc.rules.filter(({ id }) => id !== gone) }))
      const [before, after] = [deciderOf(docs), deciderOf(without)]
      let errorsPermitted = 0
      for (const one of given) {
        const was = before(one)
        // An allow that errs denies (T15): taking that one away takes an error away, which is not what is promised here.
        const erred = was.layers.some(({ rules }) => rules.some(({ id, error }) => id === gone && error))
        if (!erred) expect(rank[after(one).effect]).toBeLessThanOrEqual(rank[was.effect])
        const errs = was.layers.some(({ rules }) =>
          rules.some(({ error, mode }) => error && mode === 'enforce'),
        )
        if (errs && was.effect !== 'deny') errorsPermitted++
      }
      expect(errorsPermitted).toBe(0)
    }),
    config,
  )
})

test('a shadow rule never changes effect, obligations or deciding rule', () => {
  fc.assert(
    fc.property(
      bundles,
      several,
      added,
      fc.constantFrom('allow', 'deny', 'require'),
      (docs, given, { layer, rule }, effect) => {
        const before = deciderOf(docs)
        const after = deciderOf(plus(docs, layer, { ...rule, effect: effect as 'deny', mode: 'shadow' }))
        for (const one of given) {
          const [was, is] = [before(one), after(one)]
          expect([is.effect, is.obligations, is.decidedBy]).toEqual([
            was.effect,
            was.obligations,
            was.decidedBy,
          ])
          expect(is.layers.map(({ verdict }) => verdict)).toEqual(was.layers.map(({ verdict }) => verdict))
        }
      },
    ),
    config,
  )
})

test('total: any JSON at all, and any JSON in any place, gets six layers and never more than it had', () => {
  const decide = createDecider(
    bundleOf([
      ...allowAll(),
      {
        layer: 'target',
        scope: { label: 'vip' },
        rules: [
          {
            id: 'vip',
            effect: 'deny',
            actions: ['*'],
            when: 'objects.all(o, o.labels.size() < 5) && "x" in requester.groups || !target.privileged',
          },
        ],
      },
    ]),
    { catalog: testCatalog },
  )
  const place = fc.constantFrom(
    'id',
    'tenant',
    'channel',
    'requester',
    'action',
    'target',
    'objects',
    'params',
    'provenance',
    'runtime',
  )
  fc.assert(
    fc.property(inputs, place, fc.jsonValue(), fc.boolean(), (one, key, junk, whole) => {
      const given = (whole ? junk : { ...one, [key]: junk }) as DecisionInput
      const text = JSON.stringify(given)
      const decision = decide(given)
      expect(decision.layers).toHaveLength(6)
      expect(['permit', 'deny']).toContain(decision.effect)
      if (whole) expect(decision.effect).toBe('deny')
      expect(JSON.stringify(given)).toBe(text)
      expect(JSON.stringify(decision)).toBe(JSON.stringify(decide(given)))
    }),
    { numRuns: runs * 3 },
  )
})

test('the digest is that of the meaning: no formatting changes it, and no change of meaning leaves it', () => {
  fc.assert(
    fc.property(bundles, added, fc.infiniteStream(fc.nat()), (docs, { layer, rule }, stream) => {
      const before = bundleOf(asDocs(docs))
      const keyed = docs.map((doc) => ({ doc, key: stream.next().value as number }))
      const shuffled = keyed.toSorted((left, right) => left.key - right.key)
      // One file, other order, other layout, a comment: the same policy.
      const written = shuffled
        .map(({ doc: { layer: of, scope, rules } }) => {
          const scoped = Object.keys(scope).length > 0 ? `scope: ${JSON.stringify(scope)}\n` : ''
          const listed = rules.toReversed().map((one) => `  - ${JSON.stringify(one)} # as before`)
          return `kind: Policy\nlayer: ${of}\n${scoped}apiVersion: dex/v1\nrules:${listed.length > 0 ? `\n${listed.join('\n')}` : ' []'}\n`
        })
        .join('---\n')
      const after = loadBundle({ operator: [{ path: 'all.yaml', text: written }] }, testCatalog)
      expect(after.digest).toBe(before.digest)
      const digests = [
        before,
        bundleOf(asDocs(plus(docs, layer, { ...rule, effect: 'deny' }))),
        bundleOf(asDocs(plus(docs, layer, { ...rule, effect: 'allow' }))),
        bundleOf(asDocs(plus(docs, layer, { ...rule, effect: 'allow', mode: 'shadow' }))),
        bundleOf(
          asDocs(plus(docs, layer, { ...rule, effect: 'require', obligations: { justification: true } })),
        ),
      ].map(({ digest }) => digest)
      expect(new Set(digests).size).toBe(digests.length)
    }),
    config,
  )
})
