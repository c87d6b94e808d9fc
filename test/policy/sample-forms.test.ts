import { expect, test } from 'vitest'
import { z } from 'zod'
import { catalog } from '#catalog/index.ts'
import type { ActionDefinition } from '#contract/action.ts'
import { DecisionInput } from '#contract/decision.ts'
import { sampleInput, sampleObjects, sampleTarget } from '#policy/sample/input.ts'
import { candidatesOf, fullSampleParams, sampleParams } from '#policy/sample/params.ts'
import { textOfPattern } from '#policy/sample/pattern.ts'
import { testCatalog } from './support.ts'

const add = testCatalog.get('acme.group.add')
const find = testCatalog.get('acme.user.find')
if (add === undefined || find === undefined) throw new Error('no such action')
const taking = (params: z.ZodObject): ActionDefinition => ({ ...add, params }) as unknown as ActionDefinition

test('of an action that has a target: an ordinary one, and one of each object that is named', () => {
  expect(sampleTarget(add)).toEqual({
    ...{ platform: 'acme', type: 'user', id: 'target-1', email: 'target@example.com' },
    ...{ department: 'Sales', privileged: false, labels: [] },
  })
  expect(sampleTarget(find)).toEqual({ platform: 'acme', type: 'user' })
  const two = { ...add, objects: [...add.objects, { param: 'x', type: 'app', role: 'app' }] }
  const object = { platform: 'acme', email: null, department: null, privileged: false, labels: [] }
  expect(sampleObjects(two)).toEqual([
    { ...object, type: 'group', id: 'object-1', role: 'group' },
    { ...object, type: 'app', id: 'object-2', role: 'app' },
  ])
})

test('an ordinary input: a verified employee, a ticket, one line, working hours, nothing used', () => {
  expect(sampleInput(add, ['a', 'b'])).toEqual({
    id: 'acme.group.add',
    tenant: 'acme',
    channel: 'ticket',
    requester: {
      ...{ id: 'requester-1', email: 'requester@example.com', verified: true },
      ...{ department: 'Sales', groups: [], roles: [] },
    },
    action: 'acme.group.add',
    target: sampleTarget(add),
    objects: sampleObjects(add),
    params: { role: 'sample' },
    provenance: {},
    runtime: {
      ...{ now: '2026-11-23T10:00:00Z', zone: 'UTC', usage: { a: 0, b: 0 } },
      bulk: { size: 1, index: 0 },
    },
  })
  expect(sampleInput(add)?.runtime.usage).toEqual({})
  expect(sampleInput(taking(z.strictObject({ a: z.string().refine(() => false) })))).toBeNull()
})

test('every action of the catalog takes what is made up for it, with little and with much', () => {
  for (const action of catalog.values()) {
    const made = sampleInput(action)
    expect([action.name, action.params.safeParse(sampleParams(action)).success]).toEqual([action.name, true])
    expect([action.name, action.params.safeParse(fullSampleParams(action)).success]).toEqual([
      action.name,
      true,
    ])
    expect(DecisionInput.safeParse(made).success).toBe(true)
  }
})

test('the smallest: what is required alone, unless that is not taken', () => {
  const optional = z.strictObject({ a: z.string(), b: z.int().optional() })
  expect(sampleParams(taking(optional))).toEqual({ a: 'sample' })
  expect(fullSampleParams(taking(optional))).toEqual({ a: 'sample', b: 1 })
  const either = z.strictObject({ a: z.string().optional(), b: z.string().optional() })
  const one = either.refine((value) => value.a !== undefined || value.b !== undefined)
  expect(sampleParams(taking(either))).toEqual({})
  expect(sampleParams(taking(one as never))).toEqual({ a: 'sample', b: 'sample' })
  const none = z.strictObject({ a: z.string().refine(() => false) })
  expect(sampleParams(taking(none))).toBeNull()
  expect(fullSampleParams(taking(none))).toEqual({})
  const throws = z.strictObject({
    a: z.string().refine(() => {
      throw new Error('odd')
    }),
  })
  expect(sampleParams(taking(throws))).toBeNull()
})

test.each<[string, z.ZodType, unknown]>([
  ['a text', z.string(), 'sample'],
  ['an address', z.email(), 'sample@example.com'],
  ['a uuid', z.uuid(), '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['a moment', z.iso.datetime(), '2026-11-23T10:00:00Z'],
  ['a day', z.iso.date(), '2026-11-23'],
  ['an https address', z.url({ protocol: /^https$/ }), 'https://example.com/sample'],
  ['an id of Okta', z.string().regex(/^00u/), '00u1sample0000000000'],
  ['a group’s id of Okta', z.string().regex(/^00g/), '00g1sample0000000000'],
  ['a domain', z.string().regex(/^[a-z]+\.com$/), 'example.com'],
  ['a telephone number', z.e164(), '+4930123456'],
  ['a country', z.string().regex(/^[A-Z]{2}$/), 'DE'],
  ['a language', z.string().regex(/^[a-z]{2}$/), 'de'],
  ['a locale', z.string().regex(/^[a-z]{2}-[A-Z]{2}$/), 'de-DE'],
  ['a path', z.string().regex(/^\/[a-z]+$/), '/sample'],
  ['a digit', z.string().regex(/^\d$/), '1'],
  ['21 digits', z.string().regex(/^\d{21}$/), '123456789012345678901'],
  ['a clock', z.string().regex(/^\d\d:\d\d$/), '10:00'],
  ['a letter and a digit', z.string().regex(/^[A-Z]\d$/), 'S1'],
  ['capitals', z.string().regex(/^[A-Z]{3,}$/), 'SAMPLE'],
  ['a name', z.string().regex(/^[A-Z][a-z]+$/), 'Sample'],
  [
    'a letter',
    z
      .string()
      .max(1)
      .regex(/^[a-z]$/),
    'a',
  ],
  ['a mark of Google', z.string().regex(/^01[a-z]+$/), '01abcdefghijklmno'],
  ['a mark of Okta', z.string().regex(/^0a1/), '0a1sample'],
  ['words with a dash', z.string().regex(/^[a-z]+-\d$/), 'sample-1'],
  ['a number of Google', z.string().regex(/^10\d{18}1$/), '100000000000000000001'],
  ['a version', z.string().regex(/^\d\.\d\.\d$/), '1.0.0'],
  ['of a form of its own', z.string().regex(/^x-[0-9]{3}$/), 'x-000'],
  ['of two forms', z.string().regex(/^q/).regex(/^q1z$/), 'q1z'],
  ['a long text', z.string().min(60), 'x'.repeat(60)],
  ['a truth', z.boolean(), false],
  ['the truth', z.literal(true), true],
  ['one of some', z.enum(['b', 'a']), 'b'],
  ['a whole number', z.int(), 1],
  ['a whole number of at least', z.int().min(40), 40],
  ['a whole number above', z.int().gt(40), 41],
  ['seven', z.int().refine((value) => value === 7), 7],
  ['thirty', z.int().refine((value) => value === 30), 30],
  ['sixty', z.int().refine((value) => value === 60), 60],
  ['an hour', z.int().refine((value) => value === 3_600), 3_600],
  ['nothing', z.null(), null],
  ['a list', z.array(z.int()), [1]],
  ['an empty list', z.array(z.int()).max(0), []],
  ['a list of three', z.array(z.email()).min(3), Array.from({ length: 3 }, () => 'sample@example.com')],
  ['either', z.union([z.literal('q'), z.int()]), 'q'],
  [
    'the other',
    z.union([z.int(), z.email()]).refine((value) => typeof value === 'string'),
    'sample@example.com',
  ],
  [
    'one by its kind',
    z.discriminatedUnion('k', [z.strictObject({ k: z.literal('a'), v: z.int() })]),
    { k: 'a', v: 1 },
  ],
  [
    'an object',
    z.strictObject({ a: z.email(), b: z.boolean(), c: z.string().optional() }),
    { a: 'sample@example.com', b: true },
  ],
  ['an object of nothing', z.strictObject({}), {}],
])('%s', (_name, schema, made) => {
  expect(sampleParams(taking(z.strictObject({ x: schema })))).toEqual({ x: made })
})

test('of an unknown form texts may do, and a long text is not longer than any needs', () => {
  expect(candidatesOf(true)).toContain('sample')
  expect(candidatesOf(undefined)).toContain('sample')
  expect(candidatesOf({ type: ['integer', 'null'] })).toEqual([1, 1, 7, 30, 60, 3_600])
  expect(candidatesOf({ type: 'number', minimum: 0.5 })).toEqual([1, 7, 30, 60, 3_600])
  expect(candidatesOf({ type: 'array', items: { type: 'null' }, minItems: 0 })).toEqual([[null], []])
  expect(candidatesOf({ type: 'array', items: { type: 'null' }, minItems: 1 })).toEqual([[null]])
  expect(candidatesOf({ type: 'string', minLength: 9_000 })).toContain('x'.repeat(5_000))
  expect(candidatesOf({ oneOf: [{ const: 1 }, { const: 2 }] })).toEqual([1, 2])
  expect(candidatesOf({ type: 'string' })).not.toContain('')
})

test.each([
  ['a{12}', 'aaaaaaaaaaaa'],
  ['a{2,3}?b', 'aab'],
  ['a{900}', 'a'.repeat(500)],
  ['ab+?c', 'abc'],
  ['ab*?c', 'ac'],
  ['ab??c', 'ac'],
  ['.', 'a'],
  ['\\.\\d\\w\\s\\W\\b\\B', '.1a -'],
  ['(?:ab|c)d', 'abd'],
  ['(?<name>ab)c', 'abc'],
  ['(?=x)a(?!y)b(?<=z)c(?<!q)d', 'abcd'],
  ['x?=a', '=a'],
  ['[xyz]', 'x'],
  ['[]a]', ']'],
  ['[\\d]', '1'],
  ['[^b]', 'a'],
  ['[^a]', '0'],
  ['[^\\da]', '_'],
  ['[^\\w]', '-'],
  ['[^\\w-]', ' '],
  ['[^\\d_a]', 'Z'],
  ['[^\\w \\-]', '~'],
  ['[^\\s\\S]', 'a'],
  ['[^z-a]', 'a'],
  ['[^]a', 'a'],
  ['a|b', 'a'],
  ['', ''],
  ['[', ''],
  ['[a', 'a'],
])('the pattern %s is met by %j', (pattern, text) => {
  expect(textOfPattern(pattern)).toBe(text)
})
