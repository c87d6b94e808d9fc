import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import { createConditions } from '#policy/cel/conditions.ts'
import { baseEnvironment } from '#policy/cel/environment.ts'
import { provenWhen } from '#policy/cel/guards.ts'
import { paramsType } from '#policy/cel/params.ts'
import { conjunctsOf } from '#policy/cel/parts.ts'
import { pathOf } from '#policy/cel/path.ts'
import { readsOf } from '#policy/cel/reads.ts'
import { docText, problemsOf, testCatalog } from './support.ts'

const said = (when: string): string[] =>
  problemsOf(
    docText({ layer: 'action', rules: [{ id: 'r', effect: 'deny', actions: ['acme.group.add'], when }] }),
  ).map(({ code, message, mend }) => `${code}: ${message}; ${mend}`)
const methods =
  '`startsWith`, `endsWith`, `contains`, `matches`, `size`, `trim`, `lowerAscii`, `upperAscii`, `getDate`, `getDayOfMonth`, `getDayOfWeek`, `getFullYear`, `getHours`, `getMinutes`, `getMonth`, `getSeconds`, `all`, `exists`, `exists_one`, `filter`, `map`'
const functions = '`has`, `size`, `int`, `double`, `string`, `timestamp`, `duration`'
const variables = 'tenant, channel, requester, target, objects, action, params, runtime, provenance'
const overload = (kind: string) =>
  `cel_type: no such overload: ${kind} == ${kind}; mend the types; compare like with like`
const ofTarget = 'name one of platform, type, id, email, department, privileged, labels'
const runtimeWords =
  'cel_path: the condition needs one field of `runtime`; write `runtime.now`, `runtime.zone`, `runtime.bulk.size`, `runtime.usage["rule-id"]`'
const provenanceWords =
  'cel_path: provenance is of the target or of one parameter; write `provenance.target` or `provenance["params.email"]`'
const hasWords =
  'cel_has: `has()` is allowed on `params` only; a fact that is missing denies; remove the `has()`'
const literalWords = (name: string, form: string) =>
  `cel_unsupported: \`${name}\` needs a literal; write \`${form}\``

test.each<[string, string[]]>([
  [
    'target.email == null',
    ['cel_unsupported: null and bytes are not supported; a fact that is null reads as `""` or `[]`'],
  ],
  ['dyn(tenant) == "a"', [`cel_unsupported: the function \`dyn\` is not supported; use one of ${functions}`]],
  [
    'tenant.split("a").size() == 1',
    [`cel_unsupported: the method \`split\` is not supported; use one of ${methods}`],
  ],
  [
    'requester.groups.exists(g, requester.roles.exists(r, r == g))',
    ['cel_unsupported: `exists` inside another list expression; split the condition into several rules'],
  ],
  [
    'requester.groups.filter(g, g == "a").exists(g, g == "a")',
    ['cel_unsupported: `filter` inside another list expression; split the condition into several rules'],
  ],
  [
    'tenant.matches(channel)',
    ['cel_unsupported: `matches` needs a literal pattern; write the pattern as a string in the rule'],
  ],
  [
    '{"a": 1}.size() == 1',
    ['cel_unsupported: map literals are not supported; write it with lists and fields'],
  ],
  ['timestamp(tenant) > runtime.now', [literalWords('timestamp', 'timestamp("2026-11-22T10:00:00Z")')]],
  ['timestamp("2026-11-22") > runtime.now', [literalWords('timestamp', 'timestamp("2026-11-22T10:00:00Z")')]],
  [
    'timestamp("x2026-11-22T10:00:00Z") > runtime.now',
    [literalWords('timestamp', 'timestamp("2026-11-22T10:00:00Z")')],
  ],
  [
    'timestamp("2026-11-22T10:00:00Zx") > runtime.now',
    [literalWords('timestamp', 'timestamp("2026-11-22T10:00:00Z")')],
  ],
  ['duration(tenant) > duration("1h")', [literalWords('duration', 'duration("90m")')]],
  ['duration("x1h") > duration("1h")', [literalWords('duration', 'duration("90m")')]],
  ['duration("1hx") > duration("1h")', [literalWords('duration', 'duration("90m")')]],
  [
    'requester.department in "Finance"',
    ['cel_type: no such overload: string in string; mend the types; compare like with like'],
  ],
  [
    '!(requester.department in "Finance")',
    ['cel_type: no such overload: string in string; mend the types; compare like with like'],
  ],
  ['nope == 1', [`cel_unknown_variable: unknown variable \`nope\`; use one of ${variables}`]],
  ['runtime.bulk == runtime.bulk', [overload('Bulk')]],
  ['runtime == runtime', [overload('Runtime')]],
  ['target == target', [overload('Target')]],
  ['target[tenant] == "x"', [`cel_path: the condition needs one field of \`target\`; ${ofTarget}`]],
  ['runtime.usage[tenant] > 1', [runtimeWords]],
  ['provenance[tenant] == "text"', [provenanceWords]],
  ['provenance["other"] == "text"', [provenanceWords]],
  ['provenance["params."] == "text"', [provenanceWords.replace(';', ' (for `acme.group.add`);')]],
  [
    'provenance["params.nope"] == "text"',
    [
      'param_unknown: the action has no parameter `nope` (for `acme.group.add`); see its parameters in `dex action list`',
    ],
  ],
  ['has(target.email)', [hasWords]],
  ['has(params.flags[0])', [hasWords.replace(';', ' (for `acme.group.add`);')]],
  [
    'objects.exists(target, target.privileged)',
    ['cel_shadows: `target` already means something; give the variable another name, such as `item`'],
  ],
  [
    'params.nope == "x"',
    [
      'param_unknown: the action has no parameter `nope` (for `acme.group.add`); see its parameters in `dex action list`',
    ],
  ],
])('%s', (when, words) => {
  expect(said(when)).toEqual(words)
})

test.each<[string, string]>([
  ['tenant.matches("(?=a)")', 'cel_unsupported: the pattern is not one of RE2: '],
  ['tenant.matches(5)', 'cel_unsupported: `matches` needs a literal pattern; '],
  ['requester.groups.exists(g, g.matches(g))', 'cel_unsupported: `matches` needs a literal pattern; '],
  ['int(dyn("1")) == 1', 'cel_unsupported: the function `dyn` is not supported; '],
  ['dyn("1").size() == 1', 'cel_unsupported: the function `dyn` is not supported; '],
  ['requester.groups.exists(g, dyn(g) == "a")', 'cel_unsupported: the function `dyn` is not supported; '],
  ['dyn(target).email == "a"', 'cel_unsupported: the function `dyn` is not supported; '],
  ['timestamp(5) > runtime.now', 'cel_unsupported: `timestamp` needs a literal; '],
  ['timestamp(tenant + "a") > runtime.now', 'cel_unsupported: `timestamp` needs a literal; '],
  ['duration() > duration("1h")', 'cel_unsupported: `duration` needs a literal; '],
  ['requester.groups.map(g, g)[0].matches(channel)', 'cel_unsupported: `matches` needs a literal pattern; '],
])('%s is refused: %s', (when, begins) => {
  expect(said(when)[0]?.slice(0, begins.length)).toBe(begins)
})

test.each([
  'duration("1.25s") < duration("1h1.125s")',
  'timestamp("2026-11-22T10:00:00.123+01:00") > runtime.now',
  'duration("-1h30m1.5s") < duration("1ms2us3ns")',
  'string(1) == "1" && int("1") == 1 && double("1.5") > 1.0',
  'requester.groups.exists_one(g, g == "a") || requester.groups.map(g, g + "x").size() == 1',
  'tenant.trim() == "a" && tenant.lowerAscii() == tenant.upperAscii()',
  'size(objects) == 0 && objects.size() == 0',
  'provenance.target == "text" && provenance["params.role"] == "text"',
  'has(params.days) ? params.days > 1 : !has(params.days)',
  '!has(params.days) ? true : params.days > 1',
  '!(!has(params.days) || params.days > 1)',
  '(has(params.days) && has(params.nested)) ? params.days > 1 : true',
  '[1, 2].exists(x, x == 1)',
])('%s is admitted', (when) => {
  const text = docText({
    layer: 'action',
    rules: [{ id: 'r', effect: 'deny', actions: ['acme.group.add'], when }],
  })
  expect(() => problemsOf(text)).toThrow('the bundle loaded')
})

test.each([
  'has(params.days) || params.days > 1',
  '!has(params.days) && params.days > 1',
  '!has(params.days) ? params.days > 1 : true',
  'has(params.days) ? true : params.days > 1',
  '(has(params.days) || has(params.nested)) && params.days > 1',
  'has(params.nested) && params.days > 1',
])('%s reads what may not be given', (when) => {
  expect(said(when).map((each) => each.split(':')[0])).toEqual(['param_optional'])
})

const environment = baseEnvironment()
const ast = (when: string) => environment.parse(when).ast

test('what is read is told, wherever it stands', () => {
  const reads = readsOf(
    ast(
      'tenant == "a" || channel == "b" && !requester.verified ? target.labels[0] == requester["email"] : objects.exists(o, "x" in o.labels && size(o.id) > runtime.bulk.size) && runtime.usage["r"] > 1 && runtime.now.getHours(runtime.zone) > 1 && action.write && provenance["params.a"] == params.a.b && has(params.c.d) && ([target.id][0] == "x")',
    ),
    null,
  )
  expect([...reads.facts].toSorted()).toEqual([
    'objects.id',
    'objects.labels',
    'requester.email',
    'requester.verified',
    'runtime.now',
    'runtime.zone',
    'target.id',
    'target.labels',
  ])
  expect([...reads.usage]).toEqual(['r'])
  expect([...reads.provenance]).toEqual(['params.a'])
  expect([...reads.params]).toEqual(['a.b', 'c.d'])
  expect(reads.faults).toEqual([])
  const none = readsOf(ast('tenant == "a"'), null)
  expect([none.facts.size, none.usage.size, none.provenance.size, none.params.size]).toEqual([0, 0, 0, 0])
  expect([...readsOf(ast('requester.groups.map(g, g)[0] == target.email'), null).facts]).toEqual([
    ...['requester.groups', 'target.email'],
  ])
  expect([...readsOf(ast('target.labels[size(requester.groups)] == "x"'), null).facts].toSorted()).toEqual([
    ...['requester.groups', 'target.labels'],
  ])
})

test.each<[when: string, facts: string[]]>([
  [
    'objects.exists(o, o.platform == "a" && o.type == "b" && o.department == "c")',
    ['objects.department', 'objects.platform', 'objects.type'],
  ],
  ['[target.id][0][requester.email] == "x"', ['requester.email', 'target.id']],
  ['target.labels[runtime.zone][0] == "x"', ['runtime.zone', 'target.labels']],
  ['[[target.id]][0].a.b == "x"', ['target.id']],
  ['params[runtime.zone].a.b == "x"', ['runtime.zone']],
  ['objects.size() > 0 && size(objects) > 0', []],
])('%s reads', (when, facts) => {
  const reads = readsOf(ast(when), null)
  expect([reads.faults, [...reads.facts].toSorted()]).toEqual([[], facts])
})

const oneOf = (name: string) => `the condition needs one field of \`${name}\``
test.each<[when: string, message: string]>([
  ['objects', oneOf('objects')],
  ['string(objects) == "x"', oneOf('objects')],
  ['objects.contains("x")', oneOf('objects')],
  ['size(target) == 1', oneOf('target')],
  ['target.nope == "x"', '`target` has no field `nope`'],
  ['objects[0].nope == "x"', '`objects` has no field `nope`'],
  ['runtime.nope.size == 1', oneOf('runtime')],
  ['runtime.bulk.nope == 1', oneOf('runtime')],
  ['runtime.bulk == 1', oneOf('runtime')],
  ['provenance.target.x == "text"', 'provenance is of the target or of one parameter'],
  ['provenance["abcdefghi"] == "text"', 'provenance is of the target or of one parameter'],
  ['has(params)', '`has()` is allowed on `params` only'],
  ['has([1][0].x)', '`has()` is allowed on `params` only'],
  ['has(params[0].x)', '`has()` is allowed on `params` only'],
])('%s cannot be read', (when, message) => {
  const reads = readsOf(ast(when), null)
  expect(reads.faults.map((fault) => fault.message)).toEqual([message])
  expect([...reads.facts, ...reads.provenance]).toEqual([])
})

test('parameters that are not what the schema says are seen as none', () => {
  const { paramsView } = createConditions()
  const params = z.strictObject({ map: z.record(z.string(), z.int()), role: z.string() })
  const action = { ...testCatalog.get('acme.user.reset'), params } as unknown as ActionDefinition
  expect([null, 5, 'role'].map((given) => ({ ...(paramsView(action, given) as object) }))).toEqual([
    {},
    {},
    {},
  ])
  expect({ ...(paramsView(action, { map: null, role: null }) as object) }).toEqual({ map: {}, role: '' })
  expect({ ...(paramsView(action, { map: 5 }) as object) }).toEqual({ map: {} })
  expect({ ...(paramsView(action, { map: { a: 1 } }) as object) }).toEqual({ map: { a: 1n } })
})

test('what a condition has proved to be given', () => {
  const proven = (when: string, outcome: boolean) => [...provenWhen(ast(when), outcome)]
  expect(proven('has(params.a)', true)).toEqual(['a'])
  expect(proven('has(params.a)', false)).toEqual([])
  expect(proven('!has(params.a)', false)).toEqual(['a'])
  expect(proven('has(params.a.b) && has(params.c)', true)).toEqual(['a.b', 'c'])
  expect(proven('has(params.a) && has(params.c)', false)).toEqual([])
  expect(proven('!has(params.a) || !has(params.c)', false)).toEqual(['a', 'c'])
  expect(proven('has(params.a) || has(params.c)', true)).toEqual([])
  expect(proven('(has(params.a) && has(params.b)) || has(params.a)', true)).toEqual(['a'])
  expect(proven('size(params.a)', true)).toEqual([])
  expect(proven('tenant', true)).toEqual([])
  expect(proven('has([1][0])', true)).toEqual([])
})

test('a path, and the parts that must all hold', () => {
  const path = (when: string) => pathOf(ast(when))?.map(String) ?? null
  expect(path('a.b["c"].d')).toEqual(['a', 'b', 'c', 'd'])
  expect(path('a[0].b')).toEqual(['a', 'Symbol(index)', 'b'])
  expect(path('a[b]')).toEqual(['a', 'Symbol(index)'])
  expect([path('a().b'), path('a()[0]'), path('"x"'), path('1 + 1')]).toEqual([null, null, null, null])
  expect(conjunctsOf(environment, 'a && (b || c) && !d')).toEqual(['a', 'b || c', '!d'])
  expect(conjunctsOf(environment, 'a || b')).toEqual(['a || b'])
  expect(conjunctsOf(environment, 'a &&')).toEqual(['a &&'])
})

test.each<[z.ZodType, object]>([
  [z.string(), { type: { kind: 'string' }, optional: false }],
  [z.string().optional(), { type: { kind: 'string' }, optional: true }],
  [z.int(), { type: { kind: 'int' }, optional: false }],
  [z.number(), { type: { kind: 'double' }, optional: false }],
  [z.boolean(), { type: { kind: 'bool' }, optional: false }],
  [z.array(z.int()), { type: { kind: 'list', of: { kind: 'int' } }, optional: false }],
  [z.record(z.string(), z.int()), { type: { kind: 'map', of: { kind: 'int' } }, optional: false }],
  [z.enum(['a', 'b']), { type: { kind: 'string' }, optional: false }],
  [z.literal('a'), { type: { kind: 'string' }, optional: false }],
  [z.literal(true), { type: { kind: 'bool' }, optional: false }],
  [z.union([z.string(), z.int()]), { type: { kind: 'opaque' }, optional: false }],
  [z.union([z.literal('a'), z.literal('b')]), { type: { kind: 'string' }, optional: false }],
  [z.literal(['a', 1]), { type: { kind: 'opaque' }, optional: false }],
  [z.literal([true, 'a']), { type: { kind: 'opaque' }, optional: false }],
  [z.literal(['a', null]), { type: { kind: 'string' }, optional: false }],
  [z.any(), { type: { kind: 'opaque' } }],
  [z.null(), { type: { kind: 'opaque' } }],
  [
    z.strictObject({ y: z.string().optional(), toString: z.int() }),
    {
      type: {
        kind: 'object',
        fields: {
          y: { type: { kind: 'string' }, optional: true },
          toString: { type: { kind: 'int' }, optional: false },
        },
      },
      optional: false,
    },
  ],
  [z.string().nullable(), { type: { kind: 'string' } }],
  [z.int().nullable(), { type: { kind: 'int' }, optional: true }],
  [z.array(z.string()).nullable(), { type: { kind: 'list', of: { kind: 'string' } } }],
])('the type of a parameter, %#', (schema, field) => {
  const action = { ...testCatalog.get('acme.user.reset'), params: z.strictObject({ x: schema }) }
  const type = paramsType(action as unknown as ActionDefinition)
  expect(type).toMatchObject({ kind: 'object', fields: { x: field } })
})
