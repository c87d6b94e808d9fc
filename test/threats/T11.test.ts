import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Facts, Loaded, OriginRecord } from '#activities/execute/context.ts'
import { originOfResult, provenanceOf, provenanceOfCall } from '#activities/execute/origins.ts'

/** T11 provenance laundering: a value carries the lowest of what selected it, however it was looked up since. */
const at = (text: string, found: OriginRecord[] = [], call: object = {}) =>
  ({
    ask: { title: 'Help', text, requesterEmail: 'ana@acme.example' },
    origins: found.map((each) => ({ ...each, ref: '1/0' })),
    request: { assurance: 'verified' },
    call: { targetId: null, params: {}, definition: { disclosable: [] }, ...call },
    ownAccountId: null,
  }) as unknown as Loaded

const noFacts: Facts = { target: null, objects: [], requester: null, targetGroups: null, ruler: false }
const originsOf = (loaded: Loaded, fields: object): OriginRecord[] => [
  originOfResult(loaded, noFacts, fields),
]

describe('where a value came from', () => {
  test.each<[string, unknown, string, OriginRecord[], string]>([
    ['their own address', 'ANA@acme.example', 'I am ana@acme.example', [], 'requester'],
    ['what the ticket says', '00uVictim1', 'reset 00uVictim1 please', [], 'text'],
    ['what stands nowhere', '00uInvented', 'reset my phone', [], 'model'],
    ['a value that tells nothing', 'yes', 'yes', [], 'model'],
    ['a number', 123_456_789, '123456789', [], 'model'],
    ['a Boolean', true, 'true', [], 'model'],
    [
      'a read selected by themselves',
      '00uMyself1',
      '',
      [{ provenance: 'requester', values: ['00umyself1'] }],
      'requester',
    ],
    [
      'several reads: the lowest',
      '00uMyself1',
      '',
      [
        { provenance: 'requester', values: ['00umyself1'] },
        { provenance: 'text', values: ['00umyself1'] },
      ],
      'text',
    ],
    [
      'read and written in the ticket: the ticket',
      '00uMyself1',
      'use 00uMyself1',
      [{ provenance: 'requester', values: ['00umyself1'] }],
      'text',
    ],
  ])('%s', (_name, value, text, origins, provenance) => {
    expect(provenanceOf(value, at(text, origins))).toBe(provenance)
  })
})

test('a name from the ticket that is looked up stays text, over any number of reads', () => {
  const first = at('give Mallory Admins access', [], { params: { query: 'mallory admins' } })
  const origins = originsOf(first, { groups: [{ id: '00gMallory', name: 'Mallory Admins' }] })
  expect(provenanceOf('00gMallory', at('', origins))).toBe('text')
  const second = at('', origins, { targetId: '00gMallory' })
  const deeper = originsOf(second, { members: [{ id: '00uMember1' }] })
  expect(provenanceOf('00uMember1', at('', [...origins, ...deeper]))).toBe('text')
  expect(
    provenanceOfCall(at('', deeper, { targetId: '00uMember1', params: { group: '00gMallory' } })),
  ).toEqual({
    target: 'text',
    'params.group': 'model',
  })
})

const own = { id: '00uAna0001', email: 'Ana@acme.example' }

test('what people write about themselves is text, also in a read that the requester’s own address selected', () => {
  const mine = at('', [], { params: { email: 'ana@acme.example' } })
  const origins = originsOf(mine, {
    ...own,
    displayName: '00uVictim1',
    profile: { nickName: '00gAdmins1', department: 'Finance' },
  })
  expect(provenanceOf('00uAna0001', at('', origins))).toBe('requester')
  expect(provenanceOf('00uVictim1', at('', origins))).toBe('text')
  expect(provenanceOf('00gAdmins1', at('', origins))).toBe('text')
  expect(provenanceOf('Finance', at('', origins))).toBe('directory')
})

describe('a fixed relation of the requester', () => {
  const manager = { user: { ...own, managerId: '00uManager1' } }
  const devices = { devices: [{ id: 'device-0001', userId: own.id }] }
  const related = (assurance: string) => {
    const as = { request: { assurance } }
    const first = { ...at('', [], { params: { email: own.email } }), ...as } as Loaded
    const found = originsOf(first, manager)
    const second = { ...at('', found, { targetId: own.id }), ...as } as Loaded
    return [...found, ...originsOf(second, devices)]
  }

  test('is the directory’s word: their manager, their device; their own id stays theirs', () => {
    const origins = related('verified')
    expect(provenanceOf('00uManager1', at('', origins))).toBe('directory')
    expect(provenanceOf('device-0001', at('', origins))).toBe('directory')
    expect(provenanceOf(own.id, at('', origins))).toBe('requester')
    const further = originsOf(at('', origins, { targetId: '00uManager1' }), { id: '00uManagersManager' })
    expect(provenanceOf('00uManagersManager', at('', [...origins, ...further]))).toBe('directory')
  })

  test('is text where somebody merely claims to be them', () => {
    const origins = related('asserted')
    expect(provenanceOf('00uManager1', at('', origins))).toBe('text')
    expect(provenanceOf('device-0001', at('', origins))).toBe('text')
  })

  test('of two accounts that carry their address neither is theirs', () => {
    const mine = at('', [], { params: { email: own.email } })
    const origins = originsOf(mine, { users: [own, { id: '00uOther001', email: own.email }] })
    for (const id of [own.id, '00uOther001']) expect(provenanceOf(id, at('', origins))).toBe('directory')
  })
})

test('what the model selected by nothing stays the model’s', () => {
  const origins = originsOf(at('', [], { targetId: '00uGuessed' }), { manager: { id: '00uManager' } })
  expect(provenanceOf('00uManager', at('', origins))).toBe('model')
})

test('over any chain of reads a value is never higher than the lowest of what selected it', () => {
  const order = ['requester', 'directory', 'text', 'model']
  const text = 'ticket-word-1 ticket-word-2'
  const starts: [string, number][] = [
    ['ana@acme.example', 0],
    ['ticket-word-1', 2],
    ['ticket-word-2', 2],
    ['invented-id', 3],
    ['short', 3],
  ]
  const reads = fc.array(
    fc.record({
      args: fc.array(fc.nat(), { minLength: 0, maxLength: 3 }),
      writtenByPeople: fc.boolean(),
      results: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  fc.assert(
    fc.property(reads, fc.constantFrom('verified', 'asserted'), (chain, assurance) => {
      const known = new Map(starts)
      const origins: OriginRecord[] = []
      const state = (call: object): Loaded =>
        ({ ...at(text, origins, call), request: { assurance } }) as unknown as Loaded
      for (const [index, { args, writtenByPeople, results }] of chain.entries()) {
        const names = [...known.keys()]
        const params = Object.fromEntries(args.map((each, n) => [`p${n}`, names[each % names.length]]))
        const used = Object.values(params).map((name) => known.get(name ?? '') ?? 3)
        const lowest = used.length === 0 ? 3 : Math.max(...used)
        const related = assurance === 'verified' ? 1 : 2
        const rank = Math.max(lowest, related, writtenByPeople ? 2 : 0)
        const values = Array.from({ length: results }, (_, n) => `value-${index}-${n}-of-a-read`)
        const fields = { items: values.map((value) => (writtenByPeople ? { note: value } : { key: value })) }
        origins.push(...originsOf(state({ params }), fields))
        for (const value of values) known.set(value, rank)
      }
      for (const [value, rank] of known) expect(provenanceOf(value, state({}))).toBe(order[rank])
    }),
    { numRuns: 1_000 },
  )
})
