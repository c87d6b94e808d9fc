import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import { DexError } from '#contract/error.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import type { Problem } from '#policy/problem.ts'
import { allowAll, docText, input, testCatalog } from './support.ts'

const add = testCatalog.get('acme.group.add')
if (add === undefined) throw new Error('no such action')
/** Parameters of every form that a condition may read, and of some that it may not. */
const params = z.strictObject({
  tags: z.record(z.string(), z.string()).default({}),
  counts: z.record(z.string(), z.int()).default({}),
  list: z.array(z.strictObject({ name: z.string(), size: z.int().optional() })).default([]),
  inner: z
    .strictObject({ name: z.string(), deeper: z.strictObject({ on: z.boolean() }).optional() })
    .optional(),
  ratio: z.number().default(0.5),
  kind: z.enum(['a', 'b']).default('a'),
  fixed: z.literal('x').default('x'),
  none: z.string().nullable().default(null),
  most: z.int().nullable().default(null),
  many: z.array(z.string()).nullable().default(null),
  odd: z.union([z.string(), z.int()]).default('x'),
  any: z.any().optional(),
})
const action = { ...add, params, objects: [] } as unknown as ActionDefinition
const catalog = new Map([[action.name, action]])
const files = (when: string) =>
  [
    ...allowAll(),
    { layer: 'action', rules: [{ id: 'r', effect: 'deny', actions: ['acme.group.add'], when }] },
  ].map((doc, at) => ({ path: `${at}.yaml`, text: docText(doc) }))
const holds = (when: string, given: object): unknown => {
  const decide = createDecider(loadBundle({ operator: files(when) }, catalog), { catalog })
  const runtime = { now: '2026-11-01T10:05:07Z', zone: 'UTC', usage: {} }
  const decision = decide(input({ action: 'acme.group.add', params: given as never, runtime }))
  const [wrong] = decision.layers[4]?.rules.filter(({ error }) => error !== undefined) ?? []
  return wrong?.error ?? decision.effect === 'deny'
}

test.each<[string, object, boolean | 'error']>([
  ['params.tags["a"] == "b"', { tags: { a: 'b' } }, true],
  ['params.tags["c"] == "b"', { tags: { a: 'b' } }, 'error'],
  ['params.counts["a"] == 3', { counts: { a: 3 } }, true],
  ['params.tags.size() == 1', { tags: { a: 'b' } }, true],
  ['params.list.exists(l, l.name == "n")', { list: [{ name: 'm' }, { name: 'n' }] }, true],
  ['params.list.exists(l, l.name == "n")', { list: [{ name: 'm' }] }, false],
  ['params.list[0].name == "m"', { list: [{ name: 'm' }] }, true],
  ['params.list.size() == 0', {}, true],
  ['has(params.inner) && params.inner.name == "x"', { inner: { name: 'x' } }, true],
  ['has(params.inner) && params.inner.name == "x"', {}, false],
  [
    'has(params.inner) && has(params.inner.deeper) && params.inner.deeper.on',
    { inner: { name: 'x', deeper: { on: true } } },
    true,
  ],
  ['params.ratio > 0.25 && params.ratio < 0.75', {}, true],
  ['params.kind == "b"', { kind: 'b' }, true],
  ['params.fixed == "x"', {}, true],
  ['params.none == ""', {}, true],
  ['params.none == "y"', { none: 'y' }, true],
  ['has(params.most) && params.most == 7', { most: 7 }, true],
  ['has(params.most)', {}, false],
  ['params.many.size() == 0', {}, true],
  ['"b" in params.many', { many: ['a', 'b'] }, true],
  ['runtime.now.getFullYear() == 2026', {}, true],
  ['runtime.now.getMonth() == 10', {}, true],
  ['runtime.now.getDate() == 1', {}, true],
  ['runtime.now.getDayOfMonth() == 0', {}, true],
  ['runtime.now.getDayOfWeek() == 0', {}, true],
  ['runtime.now.getHours() == 10', {}, true],
  ['runtime.now.getMinutes() == 5', {}, true],
  ['runtime.now.getSeconds() == 7', {}, true],
  ['runtime.now.getHours("Asia/Kolkata") == 15 && runtime.now.getMinutes("Asia/Kolkata") == 35', {}, true],
  ['runtime.now.getHours("No/Where") == 15', {}, 'error'],
  ['"aÄZ".lowerAscii() == "aÄz"', {}, true],
  ['"aäZ".upperAscii() == "AäZ"', {}, true],
  ['"abAB12".upperAscii() == "ABAB12" && "abAB12".lowerAscii() == "abab12"', {}, true],
  ['"ab".matches("^a") && !"ab".matches("^b") && "ab".matches("^a")', {}, true],
])('%s with %j is %j', (when, given, expected) => {
  expect(holds(when, given)).toBe(expected)
  // The same again by a decider that has compiled before, and on the parameters of another input.
  expect(holds(`(${when})`, given)).toBe(expected)
})

test.each<[string, string[]]>([
  ['params.list[0] == params.list[1]', ['cel_type', 'cel_path']],
  ['has(params.inner) && params.inner == params.inner', ['cel_type', 'cel_path']],
  [
    'has(params.inner) && params.inner.nope == "x"',
    ['param_unknown: the action has no parameter `inner.nope`'],
  ],
  ['params.list["a"].name == "x"', ['param_unknown: the action has no parameter `list.a`']],
  ['params.list.exists(l, l.nope == "x")', ['param_unknown']],
  [
    'params.list.exists(l, l.size > 1)',
    ['param_optional: the parameter `list.Symbol(index).size` may be left out'],
  ],
  [
    'has(params.inner) && params.inner.deeper.on',
    ['param_optional: the parameter `inner.deeper` may be left out'],
  ],
  ['params.most > 1', ['param_optional: the parameter `most` may be left out']],
  ['params.kind.deep == "x"', ['param_unknown: the action has no parameter `kind.deep`']],
  ['params.odd == "x"', ['param_untyped: the parameter has no single type']],
  ['has(params.any) && params.any == "x"', ['param_untyped: the parameter has no single type']],
  ['params.toString == "x"', ['param_unknown: the action has no parameter `toString`']],
  ['params.tags["a"].b == "x"', ['param_unknown: the action has no parameter `tags.a.b`']],
  ['params == params', ['cel_type', 'cel_path']],
])('%s is refused', (when, codes) => {
  try {
    loadBundle({ operator: files(when) }, catalog)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof DexError)) throw error
    const problems = error.extra['problems'] as Problem[]
    const said = problems.map(({ code, message }) => `${code}: ${message}`)
    expect(said.length).toBeGreaterThan(0)
    expect(codes.some((code) => said[0]?.startsWith(code))).toBe(true)
  }
})
