import { expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import { decisionTerms } from '#policy/analyze/decision-terms.ts'
import { createParse, encodeRules } from '#policy/analyze/encode.ts'
import { ask } from '#policy/analyze/solve.ts'
import { and } from '#policy/analyze/term.ts'
import { createDecider } from '#policy/decide.ts'
import { pinned } from './pinned.ts'
import { solverForTests } from './solver.ts'
import type { Doc } from './support.ts'
import { allowAll, bundleOf, input, testCatalog } from './support.ts'

/** Every form of a condition that is analysed, on inputs that differ in what it reads: the solver says what the engine does. */
const asking = solverForTests()
const { requester, target } = input()
const group = { ...target, type: 'group', role: 'group', email: null, department: null, id: 'g' }
const made = (more: Partial<DecisionInput>): DecisionInput =>
  input({
    action: 'acme.group.add',
    params: { role: 'g' },
    objects: [group],
    runtime: {
      ...{ now: '2026-11-23T10:05:07Z', zone: 'UTC', usage: { r: 0 } },
      bulk: { size: 1, index: 0 },
    },
    ...more,
  })
const inputs = [
  made({}),
  made({
    tenant: 'beta',
    channel: 'go',
    requester: {
      ...requester,
      id: 'adm-zz',
      verified: false,
      department: 'HR',
      groups: ['a', 'b'],
      roles: ['x'],
    },
    target: { ...target, email: 'boss@x.example', department: 'HR', privileged: true, labels: ['vip', 'b'] },
    params: { role: 'vip-1', days: 7, flags: ['f', 'g'], nested: { deep: true } },
    objects: [group, { ...group, id: 'h', privileged: true, labels: ['vip'] }],
    provenance: { target: 'requester', 'params.role': 'text' },
    runtime: {
      ...{ now: '2027-01-31T23:59:58Z', zone: 'UTC', usage: { r: 5 } },
      bulk: { size: 9, index: 3 },
    },
  }),
  made({
    requester: { ...requester, email: null, department: null, groups: [], roles: [] },
    target: { ...target, labels: ['Finance'], email: null, department: null },
    params: { role: '', days: 3, flags: ['f'], nested: {} },
  }),
  made({
    channel: 'pro',
    requester: { ...requester, groups: ['c', 'd', 'Finance'], roles: ['x', 'y', 'z'] },
    params: { role: 'a"b\\c é', days: -2, flags: [], nested: { deep: false } },
    objects: [{ ...group, labels: ['a'], privileged: true }],
  }),
]

const denial = (more: object) => ({
  layer: 'action',
  rules: [{ id: 'r', effect: 'deny', actions: ['acme.group.add'], ...more }],
})
const denying = (more: object): Doc[] => [...allowAll(), denial(more)]

/** Whether it may be permitted as the solver says, and as the engine decides. */
async function compared(docs: Doc[], all: readonly DecisionInput[], name = 'acme.group.add') {
  const bundle = bundleOf(docs)
  const action = testCatalog.get(name)
  if (action === undefined) throw new Error('no such action')
  const keyed = bundle.rules.map((rule) => [rule.id, rule] as const)
  const encoded = encodeRules(action, keyed, createParse())
  const { permit } = decisionTerms(encoded, () => true)
  const decide = createDecider(bundle, { catalog: testCatalog })
  const said: boolean[] = []
  const done: boolean[] = []
  for (const given of all) {
    if (given.objects.length > encoded.slots && encoded.slots > 0) continue
    const { term, free } = pinned(encoded, given)
    const { found } = await ask(asking.solve, encoded, and(permit, term), asking.effort)
    const permitted = decide(given).effect === 'permit'
    // Of a long list the members that matter are free: then the engine's answer is one of the possible ones.
    const some = free.some((each) => each.includes(' member '))
    said.push(some && !permitted ? permitted : found)
    done.push(permitted)
  }
  return { abstracted: [...encoded.abstracted], said, done }
}

test.each([
  'requester.verified',
  '!requester.verified',
  'requester.verified && target.privileged',
  'requester.verified || target.privileged',
  'requester.verified == target.privileged',
  'requester.verified != target.privileged',
  'requester.verified ? target.privileged : channel == "go"',
  'target.privileged ? channel == "go" : !requester.verified',
  'tenant == "beta"',
  'channel != "ticket"',
  'requester.id == requester.email',
  'target.department == requester.department',
  'target.department in ["HR", "Sales"]',
  '"HR" in [target.department, requester.department]',
  'channel in []',
  '1 in [1, 2]',
  'target.email.endsWith("@x.example")',
  'requester.id.startsWith("adm-")',
  'requester.id.contains("z")',
  '"abc".startsWith("ab") && "abc".endsWith("bc") && "abc".contains("b")',
  '"abc".startsWith("b") || "abc".endsWith("b") || "abc".contains("d")',
  'params.role.matches("^[a-z]+-[0-9]$")',
  '"a1".matches("[0-9]")',
  'params.role == "a\\"b\\\\c é"',
  'params.role.size() > 2',
  'size(params.role) == 0',
  'has(params.days)',
  'has(params.days) && params.days > 3',
  'has(params.days) && params.days >= 3',
  'has(params.days) && params.days < 3',
  'has(params.days) && params.days <= 3',
  'has(params.days) && params.days == -2',
  'has(params.nested) && has(params.nested.deep) && params.nested.deep',
  '"f" in params.flags',
  'params.flags.size() == 2',
  'params.flags.exists(f, f == "g")',
  'params.flags.all(f, f.startsWith("f"))',
  'params.role in requester.groups',
  '"a" in requester.groups',
  '"a" in requester.groups && "b" in requester.groups',
  'requester.department in requester.groups',
  'requester.groups.exists(g, g in target.labels)',
  'requester.groups.exists(g, g == "c" || g.endsWith("b"))',
  'requester.groups.all(g, g in ["a", "b"])',
  'requester.roles.size() > 1',
  'requester.groups.exists(g, g == "a") && requester.roles.exists(g, g == "x")',
  '["a", "go"].exists(c, c == channel)',
  '["pro", "go"].all(c, c != channel)',
  'objects.size() > 1',
  'objects.exists(o, o.privileged)',
  'objects.all(o, o.privileged)',
  'objects.all(o, o.type == "group" && o.role == "group" && o.platform == "acme")',
  'objects.exists(o, "vip" in o.labels)',
  'objects.exists(o, o.id == "h" && o.department == "")',
  'target.type == "user" && target.platform == "acme"',
  'action.name == "acme.group.add" && action.platform == "acme" && action.write',
  'action.risk == "medium" && !action.selfService && !action.reversible',
  'action.credential',
  'runtime.bulk.size > 5',
  'runtime.bulk.index > 2 && runtime.bulk.index < runtime.bulk.size',
  'runtime.usage["r"] >= 5',
  'runtime.now > timestamp("2027-01-01T00:00:00Z")',
  'runtime.now - timestamp("2026-11-23T00:00:00Z") > duration("10h5m6s")',
  'runtime.now + duration("1h") < timestamp("2026-11-23T11:05:08Z")',
  'runtime.now > timestamp("2026-11-23T10:05:06Z") && duration("1h") > duration("59m59s999ms")',
  'runtime.now.getHours() >= 18',
  'runtime.now.getHours("UTC") < 11',
  'runtime.now.getMinutes(runtime.zone) == 5',
  'runtime.now.getSeconds() == 58',
  'runtime.now.getDate() == 31',
  'runtime.now.getDayOfMonth() == 30',
  'runtime.now.getDayOfWeek() == 1',
  'runtime.now.getMonth() == 0',
  'runtime.now.getFullYear() == 2027',
  'runtime.zone == "UTC"',
  'provenance.target == "requester"',
  'provenance["params.role"] == "text"',
])('%s', async (when) => {
  const { abstracted, said, done } = await compared(denying({ when }), inputs)
  expect(abstracted).toEqual([])
  expect(said).toEqual(done)
})

test.each<[string, Record<string, string>]>([
  ['tenant', { tenant: 'beta' }],
  ['tenant', {}],
  ['target', { platform: 'acme' }],
  ['target', { platform: 'okta' }],
  ['target', { type: 'user' }],
  ['target', { type: 'group' }],
  ['target', { label: 'vip' }],
  ['target', { type: 'group', label: 'a' }],
  ['department', { department: 'HR' }],
  ['department', { department: 'HR', of: 'target' }],
  ['department', { department: 'Finance', of: 'requester' }],
])('a rule of the %s layer for %j', async (layer, scope) => {
  const { said, done } = await compared([...allowAll(), { ...denial({}), layer, scope }], inputs)
  expect(said).toEqual(done)
})

test.each([[{ when: 'target.privileged' }], [{ when: 'target.type == "group" && "vip" in target.labels' }]])(
  'a rule of the target layer %j, of each object too',
  async (more) => {
    const docs = [...allowAll(), { ...denial(more), layer: 'target' }]
    const { said, done } = await compared(docs, inputs)
    expect(said).toEqual(done)
  },
)

test.each<[object, number[]]>([
  [{ limit: { max: 3, per: '1h', by: 'tenant' } }, [0, 2, 3, 9]],
  [{ limit: { max: 1, per: '1h', by: 'tenant' }, justification: true }, [0, 1]],
])('a rule with %j', async (obligations, used) => {
  const rule = { id: 'r', effect: 'require', actions: ['acme.group.add'], obligations }
  const given = used.map((count) => made({ runtime: { ...made({}).runtime, usage: { r: count } } }))
  const { said, done } = await compared([...allowAll(), { layer: 'action', rules: [rule] }], given)
  expect(said).toEqual(done)
})

test('of an action without a target the target is known to be none', async () => {
  for (const when of [
    'target.privileged',
    'target.email == ""',
    '"vip" in target.labels',
    'target.type == "user"',
  ]) {
    const docs = [
      ...allowAll(),
      { layer: 'action', rules: [{ id: 'r', effect: 'deny', actions: ['*'], when }] },
    ]
    const given = input({
      action: 'acme.user.find',
      params: { email: 'x' },
      target: { platform: 'acme', type: 'user' },
    })
    const { said, done } = await compared(docs, [given], 'acme.user.find')
    expect([when, said]).toEqual([when, done])
  }
})

test.each([
  'requester.email.trim() == "x"',
  'requester.groups.filter(g, g == "a").size() > 0',
  'runtime.usage["r"] + 1 > 2',
  'requester.groups[0] == "a"',
  'requester.id < requester.email',
  'runtime.now.getHours("Europe/Berlin") > timestamp("2026-11-23T10:00:00Z").getHours()',
  'params.role.matches("(?i)a")',
  'size([1, 2] + [3]) == 3',
  'int("1") == 1',
  'string(1) == "1"',
])('%s is outside, and named', async (when) => {
  const { abstracted, said, done } = await compared(denying({ when }), inputs.slice(0, 1))
  expect(abstracted.length).toBe(1)
  expect(when).toContain(abstracted[0])
  expect([true, done[0]]).toContain(said[0])
})
