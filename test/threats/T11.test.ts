import { describe, expect, test } from 'vitest'
import type { Facts, Loaded, OriginRecord } from '#activities/execute/context.ts'
import { originOfResult, provenanceOf, provenanceOfCall } from '#activities/execute/origins.ts'

/** T11 provenance laundering: a value carries the lowest of what selected it, however it was looked up since. */
const at = (text: string, found: OriginRecord[] = [], call: object = {}) =>
  ({
    ask: { title: 'Help', text, requesterEmail: 'ana@acme.example' },
    origins: found.map((each) => ({ ...each, ref: '1/0' })),
    request: {},
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

test('what people write about themselves is text, also in a read that the requester’s own address selected', () => {
  const mine = at('', [], { params: { email: 'ana@acme.example' } })
  const origins = originsOf(mine, {
    id: '00uAna0001',
    displayName: '00uVictim1',
    profile: { nickName: '00gAdmins1', department: 'Finance' },
  })
  expect(provenanceOf('00uAna0001', at('', origins))).toBe('requester')
  expect(provenanceOf('00uVictim1', at('', origins))).toBe('text')
  expect(provenanceOf('00gAdmins1', at('', origins))).toBe('text')
  expect(provenanceOf('Finance', at('', origins))).toBe('requester')
})

test('what the model selected by nothing stays the model’s', () => {
  const origins = originsOf(at('', [], { targetId: '00uGuessed' }), { manager: { id: '00uManager' } })
  expect(provenanceOf('00uManager', at('', origins))).toBe('model')
})
