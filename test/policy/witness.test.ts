import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import type { Encoded } from '#policy/analyze/encode.ts'
import { given, namesAnObject, paramAt } from '#policy/analyze/params.ts'
import { inputOf, momentsFor, replayed } from '#policy/analyze/witness.ts'
import { listOf, paramsOf } from '#policy/analyze/witness-params.ts'
import { index } from '#policy/cel/path.ts'
import { createWorld } from '#policy/analyze/world.ts'
import { sampleInput } from '#policy/sample/input.ts'
import { testCatalog } from './support.ts'

const add = testCatalog.get('acme.group.add')
const reset = testCatalog.get('acme.user.reset')
const find = testCatalog.get('acme.user.find')
if (add === undefined || reset === undefined || find === undefined) throw new Error('no such action')
const encodedOf = (action: ActionDefinition, more: Partial<Encoded> = {}): Encoded =>
  ({ action, world: createWorld(), slots: 0, rules: new Map(), ...more }) as unknown as Encoded
const now = '2026-11-24T00:00:00.000Z'
type Said = Record<string, string>

describe('an input of what a model says', () => {
  const from = (action: ActionDefinition, said: Said, more: Partial<Encoded> = {}) => {
    const encoded = encodedOf(action, more)
    for (const name of Object.keys(said)) encoded.world.variable(name, 'String')
    return inputOf(encoded, new Map(Object.entries(said)), now)
  }

  test('is ordinary where it says nothing', () => {
    const ordinary = sampleInput(reset)
    expect(from(reset, {})).toEqual({ ...ordinary, runtime: { ...ordinary?.runtime, now } })
    expect(
      from({ ...reset, params: z.strictObject({ a: z.string().refine(() => false) }) as never }, {}),
    ).toBeNull()
  })

  test('has each fact as it says, and none where it says the empty text', () => {
    expect(
      from(reset, {
        tenant: '"beta"',
        channel: '"go"',
        'requester.id': '"r"',
        'requester.email': '""',
        'requester.verified': 'false',
        'requester.department': '"HR"',
        'target.id': '"t"',
        'target.email': '"e"',
        'target.department': '""',
        'target.privileged': 'true',
        'provenance target': '"text"',
        'runtime.now': '1000',
        'runtime.zone': '"X/Y"',
        'usage r': '7',
        'usage s': '0',
        'bulk.size': '9',
        'bulk.index': '3',
      }),
    ).toMatchObject({
      ...{ tenant: 'beta', channel: 'go' },
      requester: { id: 'r', email: null, verified: false, department: 'HR', groups: [], roles: [] },
      target: { id: 't', email: 'e', department: null, privileged: true, labels: [] },
      provenance: { target: 'text' },
      runtime: {
        ...{ now: '1970-01-01T00:00:01.000Z', zone: 'X/Y', usage: { r: 7, s: 0 } },
        bulk: { size: 9, index: 3 },
      },
    })
    expect(from(reset, { 'bulk.index': '3' })?.runtime.bulk).toEqual({ size: 4, index: 3 })
    expect(from(reset, { 'requester.verified': 'true' })?.requester.verified).toBe(true)
    const nobody = from(find, { 'target.id': '"t"', 'target.privileged': 'true' })
    expect(nobody?.target).toEqual({ platform: 'acme', type: 'user' })
  })

  test('has the lists that it says', () => {
    const encoded = encodedOf(reset)
    const { world } = encoded
    for (const name of ['requester.groups', 'requester.roles', 'target.labels'])
      world.holds(world.list(name), name)
    const model = new Map([
      ['requester.groups has requester.groups', 'true'],
      ['requester.roles has requester.roles', 'false'],
      ['target.labels has target.labels', 'true'],
    ])
    expect(inputOf(encoded, model, now)).toMatchObject({
      requester: { groups: ['requester.groups'], roles: [] },
      target: { labels: ['target.labels'] },
    })
  })

  test('has the objects that it says, and the one that required parameters name', () => {
    const two = { ...add, objects: [...add.objects, { param: 'x', type: 'app', role: 'seat' }] }
    const objects = (said: Said) => from(two, said, { slots: 3 })?.objects
    expect(objects({ 'object 0 present': 'false' })).toEqual([])
    const plain = {
      ...{ platform: 'acme', type: 'group', id: 'object-1', email: null, department: null },
      ...{ privileged: false, labels: [], role: 'group' },
    }
    expect(objects({})).toEqual([plain])
    expect(
      objects({
        'object 0 present': 'true',
        'object 0.email': '"e"',
        'object 0.department': '"d"',
        'object 2 present': 'true',
        'object 2 is': '"app as seat"',
        'object 2.id': '"o"',
        'object 2.privileged': 'true',
      }),
    ).toEqual([
      { ...plain, email: 'e', department: 'd' },
      { ...plain, type: 'app', role: 'seat', id: 'o', privileged: true },
    ])
    expect(from({ ...add, objects: [] }, { 'object 0 present': 'true' }, { slots: 1 })?.objects).toEqual([])
    expect(from(add, {}, { slots: 0 })?.objects).toEqual(sampleInput(add)?.objects)
    expect(from(reset, {}, { slots: 1 })?.objects).toEqual([])
  })
})

describe('a list of what a model says', () => {
  const made = (said: Said, named: string[], places: number) => {
    const encoded = encodedOf(reset)
    const list = encoded.world.list('l')
    for (const name of named) encoded.world.holds(list, name)
    for (let at = 0; at < places; at++) list.places.add(`p${at}`)
    return listOf(encoded, new Map(Object.entries(said)), 'l')
  }

  test.each<[Said, string[], number, string[]]>([
    [{}, ['a', 'b'], 1, []],
    [{ 'l has b': 'true', 'l has a': 'false' }, ['a', 'b'], 0, ['b']],
    [{ 'l member 0': 'true', 'l member 0 is': '"x"', 'l member 1': 'false' }, [], 2, ['x']],
    [{ 'l member 1': 'true' }, [], 2, ['other']],
    [{ 'l more': '2' }, [], 0, ['other-1', 'other-2']],
    [{ 'l more': '2', 'l has a': 'true' }, ['a'], 0, ['a', 'a', 'a']],
    [
      { 'l more': '1', 'l has a': 'true', 'l member 0': 'true', 'l member 0 is': '"x"' },
      ['a'],
      1,
      ['a', 'x', 'x'],
    ],
  ])('%j', (said, named, places, expected) => {
    expect(made(said, named, places)).toEqual(expected)
  })

  test('is not longer than anybody reads, and empty where none is read', () => {
    expect(made({ 'l more': '900' }, [], 0)).toHaveLength(50)
    expect(listOf(encodedOf(reset), new Map([['m more', '1']]), 'm')).toEqual([])
  })
})

describe('parameters of what a model says', () => {
  const made = (
    said: Record<string, [string, 'Bool' | 'String' | 'Int']>,
    lists: string[] = [],
    sample: object = { role: 'sample' },
  ) => {
    const encoded = encodedOf(add)
    for (const [name, [, sort]] of Object.entries(said)) encoded.world.variable(name, sort)
    for (const name of lists) encoded.world.holds(encoded.world.list(name), 'f')
    return paramsOf(
      encoded,
      new Map(Object.entries(said).map(([name, [value]]) => [name, value])),
      sample as never,
    )
  }

  test('are the sample’s where it says nothing, with what it says of each', () => {
    expect(made({})).toEqual({ role: 'sample' })
    expect(made({ 'params.role': ['"x"', 'String'], 'params.days': ['(- 3)', 'Int'] })).toEqual({
      role: 'x',
      days: -3,
    })
    expect(made({ 'params.nested.deep': ['true', 'Bool'] })).toEqual({
      role: 'sample',
      nested: { deep: true },
    })
    expect(
      made({ 'params.nested.deep': ['false', 'Bool'] }, [], { nested: { deep: true, other: 1 } }),
    ).toEqual({
      nested: { deep: false, other: 1 },
    })
  })

  test('have what is given and lack what is not', () => {
    expect(made({ 'given params.days': ['true', 'Bool'] })).toEqual({ role: 'sample', days: 1 })
    expect(made({ 'given params.days': ['true', 'Bool'] }, [], { days: 9 })).toEqual({ days: 9 })
    expect(made({ 'given params.days': ['false', 'Bool'] }, [], { role: 'x', days: 9 })).toEqual({
      role: 'x',
    })
    expect(made({ 'given params.days': ['false', 'Bool'], 'params.days': ['4', 'Int'] })).toEqual({
      role: 'sample',
    })
    expect(made({ 'given params.nested.deep': ['false', 'Bool'] })).toEqual({ role: 'sample' })
    expect(made({ 'given params.nested.deep': ['false', 'Bool'] }, [], { nested: { deep: true } })).toEqual({
      nested: {},
    })
  })

  test('have the lists that are spoken of', () => {
    const flags = 'params.flags'
    expect(made({}, [flags])).toEqual({ role: 'sample' })
    expect(made({ 'params.flags has f': ['true', 'Bool'] }, [flags])).toEqual({
      role: 'sample',
      flags: ['f'],
    })
    expect(made({ 'params.flags has f': ['false', 'Bool'] }, [flags])).toEqual({ role: 'sample', flags: [] })
    const not = { 'params.flags has f': ['true', 'Bool'], 'given params.flags': ['false', 'Bool'] } as const
    expect(made(not as never, [flags])).toEqual({ role: 'sample' })
    expect(made({ 'requester.groups has f': ['true', 'Bool'] }, ['requester.groups'])).toEqual({
      role: 'sample',
    })
  })
})

describe('moments to try', () => {
  const reading = (...names: string[]) => {
    const encoded = encodedOf(reset)
    for (const name of names) encoded.world.variable(name, 'Int')
    return encoded
  }

  test('one, unless the hour or the day counts', () => {
    expect(momentsFor(reading('runtime.now'))).toEqual(['2026-11-23T10:00:00Z'])
    for (const name of ['now.getHours("UTC")', 'open r'])
      expect(momentsFor(reading(name)).length).toBe(14 * 24 + 366)
  })

  test('every hour of two weeks, every day of a year, and the holidays', () => {
    const rules = new Map([
      ['r', { rule: { obligations: { window: { holidays: ['2028-01-01'] } } } }],
      ['s', { rule: { obligations: {} } }],
      [
        't',
        { rule: { obligations: { window: { holidays: Array.from({ length: 60 }, () => '2029-01-01') } } } },
      ],
    ])
    const moments = momentsFor({ ...reading('open r'), rules: rules as never })
    expect(moments.slice(0, 2)).toEqual(['2026-11-23T10:00:00.000Z', '2026-11-23T11:00:00.000Z'])
    expect(moments[14 * 24 - 1]).toBe('2026-12-07T09:00:00.000Z')
    expect(moments.slice(14 * 24, 14 * 24 + 2)).toEqual([
      '2026-11-23T10:00:00.000Z',
      '2026-11-24T10:00:00.000Z',
    ])
    expect(moments[14 * 24 + 366]).toBe('2028-01-01T12:00:00.000Z')
    expect(moments).toHaveLength(14 * 24 + 366 + 50)
  })
})

describe('replayed', () => {
  test('the plainest input: what the model says is kept only where it is needed', () => {
    const encoded = encodedOf(reset)
    for (const name of ['tenant', 'channel']) encoded.world.variable(name, 'String')
    const model = new Map([
      ['tenant', '"zz"'],
      ['channel', '"go"'],
    ])
    expect(replayed(encoded, model, ({ channel }) => channel === 'go')).toMatchObject({
      tenant: 'acme',
      channel: 'go',
    })
    expect(replayed(encoded, model, ({ tenant }) => tenant === 'zz')).toMatchObject({
      tenant: 'zz',
      channel: 'ticket',
    })
    expect(replayed(encoded, model, () => true)).toMatchObject({ tenant: 'acme', channel: 'ticket' })
    expect(replayed(encoded, model, () => false)).toBeNull()
    const none = { ...reset, params: z.strictObject({ a: z.string().refine(() => false) }) as never }
    expect(replayed({ ...encoded, action: none }, model, () => true)).toBeNull()
  })

  test('at the first moment at which it holds', () => {
    const encoded = encodedOf(reset)
    encoded.world.variable('open r', 'Bool')
    const found = replayed(
      encoded,
      new Map(),
      ({ runtime }) => runtime.now?.startsWith('2026-11-25') === true,
    )
    expect(found?.runtime.now).toBe('2026-11-25T00:00:00.000Z')
  })
})

describe('a parameter as a value', () => {
  const taking = (params: z.ZodObject): ActionDefinition =>
    ({ ...add, params }) as unknown as ActionDefinition
  const at = (schema: z.ZodType, path: string[] = ['x']) => {
    const world = createWorld()
    const value = paramAt(world, taking(z.strictObject({ x: schema })), path)
    return [value, world.script()] as const
  }

  test.each<[z.ZodType, object, string]>([
    [z.string(), { kind: 'text', term: '|params.x|' }, '(declare-const |params.x| String)'],
    [
      z.enum(['b', 'a']),
      { kind: 'text', term: '|params.x|' },
      '(declare-const |params.x| String)\n(assert (or (= "b" |params.x|) (= "a" |params.x|)))',
    ],
    [
      z.literal('b'),
      { kind: 'text', term: '|params.x|' },
      '(declare-const |params.x| String)\n(assert (= "b" |params.x|))',
    ],
    [
      z.string().regex(/^a$/),
      { kind: 'text', term: '|params.x|' },
      '(declare-const |params.x| String)\n(assert (str.in_re |params.x| (str.to_re "a")))',
    ],
    [z.string().regex(/^\pL$/), { kind: 'text', term: '|params.x|' }, '(declare-const |params.x| String)'],
    [
      z.int().min(2).max(9),
      { kind: 'number', term: '|params.x|' },
      '(declare-const |params.x| Int)\n(assert (and (>= |params.x| 2) (<= |params.x| 9)))',
    ],
    [
      z.int().min(2),
      { kind: 'number', term: '|params.x|' },
      `(declare-const |params.x| Int)\n(assert (and (>= |params.x| 2) (<= |params.x| ${Number.MAX_SAFE_INTEGER})))`,
    ],
    [
      z.boolean(),
      { kind: 'truth', t: '|params.x|', f: '(not |params.x|)', total: true },
      '(declare-const |params.x| Bool)',
    ],
  ])('%#', (schema, value, script) => {
    expect(at(schema)).toEqual([value, script])
  })

  test('a list, a part of an object, and what is outside', () => {
    expect(at(z.array(z.string()))[0]).toMatchObject({ kind: 'texts', list: { name: 'params.x' } })
    expect(at(z.strictObject({ y: z.enum(['a']) }), ['x', 'y'])).toEqual([
      { kind: 'text', term: '|params.x.y|' },
      '(declare-const |params.x.y| String)\n(assert (= "a" |params.x.y|))',
    ])
    const numbers = taking(z.strictObject({ x: z.array(z.int()) }))
    expect(() => paramAt(createWorld(), numbers, ['x'])).toThrow('a parameter of this type')
    expect(() => paramAt(createWorld(), numbers, ['x', 'y'])).toThrow('a parameter of this form')
    expect(() => paramAt(createWorld(), numbers, [index as never])).toThrow('a parameter of this form')
    expect(() => paramAt(createWorld(), numbers, ['z'])).toThrow('z')
    const mixed = z.union([z.literal('a'), z.literal(null)])
    expect(at(mixed)[1]).not.toContain('null')
    for (const [schema, path] of [
      [z.array(z.int()), ['x']],
      [z.strictObject({}), ['x']],
      [z.string(), ['x', 'y']],
      [z.string(), ['y']],
    ] as const)
      expect(() => at(schema, [...path])).toThrow()
  })

  test('is given where each optional step to it is', () => {
    const world = createWorld()
    expect(given(world, add, ['role'])).toBe('true')
    expect(given(world, add, ['days'])).toBe('|given params.days|')
    expect(given(world, add, ['nested', 'deep'])).toBe(
      '(and |given params.nested| |given params.nested.deep|)',
    )
    expect(() => given(world, add, ['nope'])).toThrow('nope')
    expect(() => given(world, add, ['role', 'x'])).toThrow('a parameter of this form')
    expect(() => given(world, add, [index])).toThrow('a parameter of this form')
    expect(world.declared()).toContainEqual({ name: 'given params.days', sort: 'Bool' })
  })

  test('names an object where it is required, and the catalog says so', () => {
    expect(namesAnObject(add)).toBe(true)
    expect(namesAnObject(reset)).toBe(false)
    expect(namesAnObject({ ...add, objects: [{ param: 'days', type: 'group', role: 'group' }] })).toBe(false)
    expect(namesAnObject({ ...add, objects: [] })).toBe(false)
    expect(
      namesAnObject({ ...add, objects: [{ param: 'nope', type: 'group', role: 'group' }, ...add.objects] }),
    ).toBe(true)
  })
})
