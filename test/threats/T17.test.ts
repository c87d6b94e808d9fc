import { describe, expect, test } from 'vitest'
import { excluded, type Touched } from '#activities/execute/excluded.ts'
import { quorumMet, type Yes } from '#activities/execute/quorum.ts'
import type { ApprovalObligation } from '#contract/decision.ts'
import type { RequestRow } from '#store/requests.ts'

/** T17 separation of duties checks a claim: who counts as an author, whom it touches, and what lifts which. */
const asked = (change: Partial<ApprovalObligation> = {}): ApprovalObligation => ({
  by: { role: 'it-admin' },
  quorum: 1,
  not: [],
  within: '24h',
  otherwise: 'escalate',
  always: false,
  authors: 'excluded',
  proof: [],
  ...change,
})
const allowed = asked({ authors: 'allowed' })
const confirmation = asked({ by: { person: 'per_author' }, authors: 'allowed', confirms: true })

const request = (change: Partial<RequestRow> = {}) => ({
  request: {
    authors: [],
    requester_person: null,
    requester_lookup: null,
    ...change,
  } as unknown as RequestRow,
})
const touched = (change: Partial<Touched> = {}): Touched => ({
  approvals: [asked()],
  ids: ['00uTarget', '00gGroup'],
  privileged: false,
  ...change,
})
const somebody = { accountIds: ['00uSelf', 'ms-self'], emailLookup: 'hmac:self' }

const yes = (person: string, left = false): Yes => ({
  person,
  roles: new Set(['it-admin']),
  groups: new Set(),
  proof: null,
  excluded: left,
})

describe('nobody decides on what they had a hand in, or what they would gain', () => {
  test.each([
    ['who wrote it, signed in', { authors: ['per_author'] }],
    ['who wrote it, by the address that a ticket names', { authors: ['hmac:self'] }],
    ['in whose name it was asked, by person', { requester_person: 'per_author' }],
    ['in whose name it was asked, by address', { requester_lookup: 'hmac:self' }],
  ])('%s', (_name, row) => {
    expect(excluded(request(row), touched(), 'per_author', somebody)).toBe(true)
    expect(
      excluded(request(row), touched(), 'per_other', { accountIds: [], emailLookup: 'hmac:other' }),
    ).toBe(false)
  })

  test.each(['00uSelf', 'ms-self'])('whose account it is, on whichever platform: %s', (id) => {
    expect(excluded(request(), touched({ ids: ['00uOther', id] }), 'per_author', somebody)).toBe(true)
    const lifted = touched({ ids: [id], approvals: [allowed] })
    expect(excluded(request(), lifted, 'per_author', somebody)).toBe(true)
  })
})

describe('only an explicit `authors: allowed` lets an author through', () => {
  const own = request({ authors: ['per_author'] })
  const left = (change: Partial<Touched>) => excluded(own, touched(change), 'per_author', somebody)

  test('in every place that is asked for, and on nothing privileged', () => {
    expect(left({ approvals: [allowed] })).toBe(false)
    expect(left({ approvals: [allowed, asked()] })).toBe(true)
    expect(left({ approvals: [allowed], privileged: true })).toBe(true)
    expect(left({ approvals: [] })).toBe(true)
  })

  test('the confirmation at the console lifts nothing', () => {
    expect(left({ approvals: [confirmation] })).toBe(true)
    expect(left({ approvals: [confirmation, asked()] })).toBe(true)
  })
})

describe('one person fills one place', () => {
  test('two yeses of one person are one', () => {
    expect(quorumMet([asked({ quorum: 2 })], [yes('per_a'), yes('per_a')])).toBe(false)
    expect(quorumMet([asked({ quorum: 2 })], [yes('per_a'), yes('per_b')])).toBe(true)
  })

  test('who confirms at the console is no second person, and no second person confirms', () => {
    const both = [confirmation, asked()]
    expect(quorumMet([confirmation], [yes('per_author', true)])).toBe(true)
    expect(quorumMet([confirmation], [yes('per_other')])).toBe(false)
    expect(quorumMet(both, [yes('per_author', true)])).toBe(false)
    expect(quorumMet(both, [yes('per_author', true), yes('per_other')])).toBe(true)
    expect(quorumMet(both, [yes('per_other'), yes('per_third')])).toBe(false)
  })

  test('an excluded person fills no place that policy asks for', () => {
    expect(quorumMet([asked()], [yes('per_author', true)])).toBe(false)
    expect(quorumMet([allowed], [yes('per_author', true)])).toBe(false)
  })
})
