import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import { directOf } from '#policy/cel/direct.ts'
import { baseEnvironment } from '#policy/cel/environment.ts'
import { admit } from '#policy/cel/fragment.ts'
import { readsOf } from '#policy/cel/reads.ts'
import type { Context } from '#policy/cel/views.ts'
import {
  ActionView,
  BulkView,
  ObjectView,
  RequesterView,
  RuntimeView,
  TargetView,
} from '#policy/cel/views.ts'
import type { Facts } from '#policy/decide/input.ts'
import { readFacts, usageOf } from '#policy/decide/input.ts'
import { inputs } from './generate.ts'
import { testCatalog } from './support.ts'

/** `DEX_PROPERTY_RUNS=10000` for the long proof. */
const config = { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 1_500) }

const texts = ['"Finance"', '"HR"', '"vip"', '"acme"', '""', '"user"', '"an"', '"département \\u00e9"']
const text = fc.constantFrom(
  ...texts,
  ...['tenant', 'channel', 'requester.id', 'requester.department', 'requester["email"]', 'target.platform'],
  ...['target.type', 'target.department', 'target["department"]', 'action.name', 'action.risk'],
  ...['runtime.zone', 'provenance.target', 'provenance["target"]'],
)
const int = fc.constantFrom(
  ...['0', '1', '3', '-1', '9007199254740993', 'runtime.bulk.size', 'runtime.bulk.index'],
  ...['runtime.usage["r0"]', 'runtime.bulk["size"]', 'size(target.labels)'],
)
const list = fc.constantFrom('requester.groups', 'target.labels', 'requester.roles', '["vip", "HR"]')
const flag = fc.constantFrom(
  ...['true', 'false', 'requester.verified', 'target.privileged', 'action.write', 'action.credential'],
)
const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const joined = <A, B, C>(left: fc.Arbitrary<A>, middle: fc.Arbitrary<B>, right: fc.Arbitrary<C>) =>
  fc.tuple(left, middle, right).map((parts) => parts.join(' '))

/** Well typed for the most part; what is not must be refused by both. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    joined(text, comparison, text),
    joined(int, comparison, int),
    joined(flag, fc.constantFrom('==', '!=', '<'), flag),
    joined(text, fc.constant('in'), list),
    joined(
      fc.oneof(text, int, list, flag),
      fc.oneof(comparison, fc.constant('in')),
      fc.oneof(text, int, list),
    ),
    fc
      .tuple(text, fc.constantFrom('startsWith', 'endsWith', 'contains'), text)
      .map(([left, method, right]) => `${left}.${method}(${right})`),
    flag,
    fc.constant('1 / runtime.bulk.index == 1'),
    tie('expression').map((inner) => `!(${inner})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression'))
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
  ),
}))

const view = new ActionView('acme.user.reset', 'acme', true, 'medium', false, false, true)

function contextOf(facts: Facts): Context {
  const { requester, bulk } = facts
  const runtime = new RuntimeView(
    new Date(facts.now ?? 0),
    facts.zone ?? '',
    new BulkView(BigInt(bulk.size), BigInt(bulk.index)),
  )
  runtime.usage['r0'] = BigInt(usageOf(facts, 'r0') ?? 0)
  return {
    tenant: facts.tenant,
    channel: facts.channel,
    requester: new RequesterView(
      requester.id,
      requester.email,
      requester.verified,
      requester.department,
      requester.groups,
      requester.roles,
    ),
    action: view,
    target: new TargetView(facts.target),
    params: {},
    runtime,
    objects: facts.objects.map((object) => new ObjectView(object, object.role)),
    provenance: { target: typeof facts.provenance.target === 'string' ? facts.provenance.target : 'model' },
  }
}

function factsOf(input: DecisionInput): Facts {
  const definition = testCatalog.get(input.action)
  if (definition === undefined) throw new Error('no such action')
  return readFacts(input, definition)
}

test('what is evaluated directly is what the library admits, and comes out the same', () => {
  const environment = baseEnvironment()
  const seen = { true: 0, false: 0, left: 0 }
  fc.assert(
    fc.property(expression, fc.array(inputs, { minLength: 1, maxLength: 4 }), (when, given) => {
      const direct = directOf(environment.parse(when).ast)
      if (direct === null) {
        seen.left++
        return
      }
      const parsed = environment.parse(when)
      expect(admit(parsed.ast)).toEqual([])
      expect(readsOf(parsed.ast, null).faults).toEqual([])
      expect(parsed.check()).toMatchObject({ valid: true, type: 'bool' })
      for (const input of given) {
        const facts = factsOf(input)
        const outcome = direct(facts, facts.target, view)
        expect(outcome).toBe(parsed(contextOf(facts)))
        seen[outcome ? 'true' : 'false']++
      }
    }),
    config,
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(config.numRuns / 20)
})
