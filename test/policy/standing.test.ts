import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StandingTerms } from '#contract/standing.ts'
import { coverageOf } from '#policy/standing-coverage.ts'
import { notCovered, type StandingCase } from '#policy/standing.ts'

const digest = `sha256:${'0'.repeat(64)}`
const terms = (change: object = {}): StandingTerms =>
  StandingTerms.parse({
    action: 'okta.user.unlock',
    version: 1,
    targets: { kind: 'within', departments: ['Finance'], labels: [], groups: [] },
    requesters: { departments: ['Finance'], groups: [], assurance: 'asserted' },
    channels: ['ticket'],
    params: { sendEmail: [true] },
    until: '2027-01-01T00:00:00.000Z',
    cap: { total: 10, perDay: 5 },
    actAs: { person: 'p', connection: 'c' },
    obligations: digest,
    bundle: digest,
    justification: null,
    ...change,
  })

const covered: StandingCase = {
  action: 'okta.user.unlock',
  version: 1,
  channel: 'ticket',
  assurance: 'asserted',
  requester: { department: 'Finance', groups: ['okta:00g1'] },
  target: {
    id: '00u1',
    department: 'Finance',
    labels: ['laptop'],
    privileged: false,
  },
  own: true,
  objects: [],
  params: { sendEmail: true },
}

test('covers what it names', () => {
  expect(notCovered(terms(), covered)).toBeNull()
})

test.each<[string, Partial<StandingCase>, object?]>([
  ['action', { action: 'okta.user.suspend' }],
  ['version', { version: 2 }],
  ['channel', { channel: 'go' }],
  [
    'assurance',
    {},
    {
      requesters: {
        departments: ['Finance'],
        groups: [],
        assurance: 'verified',
      },
    },
  ],
  ['privileged', { target: { ...covered.target, privileged: true } }],
  ['privileged', { target: { id: '00u1', department: 'Finance' } }],
  ['privileged', { objects: [{ privileged: null }] }],
  ['target', { target: { ...covered.target, department: 'Sales' } }],
  ['target', { target: { id: '00u1', privileged: false } }],
  ['target', { own: false }, { targets: { kind: 'own' } }],
  ['target', { channel: 'go', own: false }, { channels: ['go'] }],
  [
    'target',
    { target: { ...covered.target, groups: ['okta:00g2'] } },
    { targets: { kind: 'within', departments: [], labels: [], groups: ['okta:00g1'] } },
  ],
  ['target', {}, { targets: { kind: 'within', departments: [], labels: [], groups: ['okta:00g1'] } }],
  ['requester', { requester: { department: 'Sales' } }],
  ['requester', { requester: {} }],
  ['params', { params: {} }],
  ['params', { params: { sendEmail: false } }],
  ['params', { params: { sendEmail: true, more: 1 } }],
])('is stopped by its %s', (why, change, other) => {
  expect(notCovered(terms(other), { ...covered, ...change })).toBe(why)
})

test('covers the members of a group that it names', () => {
  const members = terms({ targets: { kind: 'within', departments: [], labels: [], groups: ['okta:00g1'] } })
  expect(notCovered(members, { ...covered, target: { ...covered.target, groups: ['okta:00g1'] } })).toBeNull()
})

const within = (more: object) => ({
  targets: { kind: 'within', departments: [], labels: [], groups: [], ...more },
})
const by = (more: object) => ({ requesters: { departments: [], groups: [], assurance: 'asserted', ...more } })
const target = (more: object) => ({ target: { id: '00u1', privileged: false, ...more } })

test.each<[string, string | null, object, Partial<StandingCase>]>([
  ['a verified requester, though an asserted one would do', null, {}, { assurance: 'verified' }],
  [
    'an assurance that there is not',
    'assurance',
    by({ departments: ['Finance'], assurance: 'verified' }),
    { assurance: '' },
  ],
  ['one’s own account in chat', null, { channels: ['go'] }, { channel: 'go' }],
  ['another’s account outside of chat', null, {}, { own: false }],
  ['one of these', null, { targets: { kind: 'these', ids: ['00u1', '00u2'] } }, {}],
  ['another than these', 'target', { targets: { kind: 'these', ids: ['00u2'] } }, {}],
  ['none of these', 'target', { targets: { kind: 'these', ids: ['00u2'] } }, target({ id: null })],
  [
    'one label of several, on either side',
    null,
    within({ labels: ['a', 'b'] }),
    target({ labels: ['c', 'b'] }),
  ],
  ['another label', 'target', within({ labels: ['a'] }), target({ labels: ['c'] })],
  ['no label', 'target', within({ labels: ['a'] }), target({ labels: null })],
  ['labels that are not known', 'target', within({ labels: ['a'] }), target({})],
  ['one group of several', null, within({ groups: ['a', 'b'] }), target({ groups: ['c', 'b'] })],
  ['groups that are not known', 'target', within({ groups: ['a'] }), target({})],
  ['a requester of a group', null, by({ groups: ['g', 'h'] }), { requester: { groups: ['x', 'g'] } }],
  ['a requester of another group', 'requester', by({ groups: ['g'] }), { requester: { groups: ['x'] } }],
  ['a requester of no group', 'requester', by({ groups: ['g'] }), { requester: { groups: null } }],
  ['a requester whose groups are not known', 'requester', by({ groups: ['g'] }), { requester: {} }],
  [
    'a requester of no department',
    'requester',
    by({ departments: ['Finance'] }),
    { requester: { department: null } },
  ],
  ['one value of several', null, { params: { sendEmail: [false, true] } }, {}],
  ['a parameter that is given as nothing', null, {}, { params: { sendEmail: true, more: undefined } }],
  ['a named parameter that is given as nothing', 'params', {}, { params: { sendEmail: undefined } }],
  [
    'one named parameter of two',
    'params',
    { params: { sendEmail: [true], other: [1] } },
    { params: { sendEmail: true } },
  ],
  ['a name that objects have anyway', 'params', { params: {} }, { params: { toString: 1 } as never }],
])('%s: %s', (_name, why, change, given) => {
  expect(notCovered(terms(change), { ...covered, ...given })).toBe(why)
  const verdict = why === null ? { verdict: 'covered' } : { verdict: 'not', why }
  const { verdict: said } = coverageOf(terms(change), { ...covered, ...given })
  // Where a fact is absent the record cannot tell, and says so.
  expect([verdict.verdict, 'unknown']).toContain(said)
})

test.each<[string[], object, Partial<StandingCase>]>([
  [['target.labels'], within({ labels: ['a'] }), target({})],
  [['target.groups'], within({ groups: ['a'] }), target({})],
  [['target.department'], within({ departments: ['a'] }), target({})],
  [['requester.groups'], by({ groups: ['g'] }), { requester: {} }],
  [['requester.department'], by({ departments: ['g'] }), { requester: {} }],
  [['objects.privileged'], {}, { objects: [{}, { privileged: false }, {}] }],
  [['target.privileged'], { targets: { kind: 'these', ids: ['00u1'] } }, { target: { id: '00u1' } }],
])('not on record: %j', (facts, change, given) => {
  expect(coverageOf(terms(change), { ...covered, ...given })).toEqual({ verdict: 'unknown', facts })
})

test('of a recorded case it says what is missing, and never that it covers what the gate would not', () => {
  const { params: _params, ...bare } = covered
  expect(coverageOf(terms(), covered)).toEqual({ verdict: 'covered' })
  expect(coverageOf(terms(), { ...bare, requester: {}, target: { id: '00u1' } })).toEqual({
    verdict: 'unknown',
    facts: ['params', 'requester.department', 'target.department', 'target.privileged'],
  })
  expect(coverageOf(terms(), { ...bare, requester: {}, target: { privileged: true } })).toEqual({
    verdict: 'not',
    why: 'privileged',
  })
  const own = terms({ targets: { kind: 'own' } })
  const { own: _own, ...unknown } = covered
  expect(coverageOf(own, unknown)).toEqual({ verdict: 'unknown', facts: ['own'] })
  const chat = { ...unknown, channel: 'go' }
  expect(coverageOf(terms({ channels: ['go'] }), chat)).toEqual({ verdict: 'unknown', facts: ['own'] })
  expect(coverageOf(terms(), unknown)).toEqual({ verdict: 'covered' })
  const these = terms({ targets: { kind: 'these', ids: ['00u1'] } })
  expect(coverageOf(these, { ...covered, target: { privileged: false } })).toEqual({
    verdict: 'not',
    why: 'target',
  })
  for (const privileged of [null, true]) {
    const touched = { ...covered, target: { ...covered.target, privileged } }
    expect(coverageOf(terms(), touched)).toEqual({ verdict: 'not', why: 'privileged' })
  }
})

test('no terms mean anything: targets, requesters and parameters have to be named', () => {
  const refused = (change: object) => expect(() => terms(change)).toThrow()
  refused({ targets: { kind: 'within', departments: [], labels: [], groups: [] } })
  refused({ targets: { kind: 'these', ids: [] } })
  refused({ targets: { kind: 'any' } })
  refused({
    requesters: { departments: [], groups: [], assurance: 'verified' },
  })
  refused({ params: { sendEmail: [] } })
  refused({ channels: [] })
})

test('a standing approval only ever narrows: with a name taken out it never covers more', () => {
  const names = fc.subarray(['Finance', 'Sales', 'IT'], { minLength: 1 })
  const values = fc.subarray([true, false, 'x', 1] as (boolean | string | number)[], { minLength: 1 })
  const cases = fc.record({
    target: fc.record(
      {
        id: fc.constantFrom('a', 'b'),
        department: fc.constantFrom('Finance', 'Sales', 'IT', null),
        labels: fc.subarray(['l', 'm']),
        privileged: fc.constantFrom(true, false, null),
      },
      { requiredKeys: [] },
    ),
    requester: fc.record(
      {
        department: fc.constantFrom('Finance', 'Sales', null),
        groups: fc.subarray(['g', 'h']),
      },
      { requiredKeys: [] },
    ),
    assurance: fc.constantFrom('verified', 'asserted'),
    channel: fc.constantFrom('pro', 'go', 'ticket'),
    own: fc.boolean(),
    params: fc.record({ sendEmail: fc.constantFrom(true, false, 'x') }, { requiredKeys: [] }),
  })
  fc.assert(
    fc.property(names, names, values, cases, (wide, other, params, at) => {
      const wider = terms({
        targets: { kind: 'within', departments: wide, labels: [], groups: [] },
        requesters: { departments: other, groups: [], assurance: 'asserted' },
        channels: ['ticket', 'go', 'pro'],
        params: { sendEmail: params },
      })
      const narrower = terms({
        targets: {
          kind: 'within',
          departments: wide.slice(0, 1),
          labels: ['l'],
          groups: [],
        },
        requesters: {
          departments: other.slice(0, 1),
          groups: ['g'],
          assurance: 'verified',
        },
        channels: ['ticket', 'go'],
        params: { sendEmail: params.slice(0, 1) },
      })
      const asked = { ...covered, ...at }
      const coveredBy = (each: typeof wider) => notCovered(each, asked) === null
      expect(coveredBy(narrower) && !coveredBy(wider)).toBe(false)
      if (coverageOf(wider, asked).verdict === 'covered') expect(coveredBy(wider)).toBe(true)
      // What is privileged, or not known not to be, is covered by nothing.
      expect(coveredBy(wider) && at.target.privileged !== false).toBe(false)
    }),
  )
})
