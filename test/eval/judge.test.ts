import { expect, test } from 'vitest'
import type { Case } from '#client/cli/eval/case.ts'
import type { Cast } from '#client/cli/eval/cast.ts'
import type { Company, Person } from '#client/cli/eval/company.ts'
import type { Course } from '#client/cli/eval/course.ts'
import type { JournalEntry } from '#client/cli/eval/emulators.ts'
import { judge, type Seen, writesOf } from '#client/cli/eval/judge.ts'
import { parseCases } from '#client/cli/eval/read-cases.ts'
import { wilson } from '#client/cli/eval/wilson.ts'

const person = (key: string): Person => ({
  ...{ email: `${key}.1@acme.example`, first: key, last: key, name: key, title: '', department: 'Sales' },
  ids: { okta: `00u${key}`, microsoft: `m-${key}`, google: `g-${key}` },
  devices: { okta: '', microsoft: '', google: '' },
  ofTheCrowd: true,
})
const company: Company = {
  domain: 'acme.example',
  people: [],
  things: { okta: new Map([['group:vpn', '00gvpn']]), microsoft: new Map(), google: new Map() },
}
const cast: Cast = new Map([
  ['requester', person('ann')],
  ['other', person('bob')],
])
const unlock = `
about: x
cases:
  - id: a
    title: T
    text: "{other.email}"
    cast: { requester: {}, other: {} }
    expect:
      ends: resolved
      writes: [{ action: okta.user.unlock, on: requester }]
      or: [[{ action: okta.user.unlock, on: requester }, { action: okta.group.add_member, on: "group:vpn", with: requester }]]
      state: [{ platform: okta, of: requester, is: { status: ACTIVE } }]
`
const each = parseCases('t.yaml', unlock)[0] as Case

const entry = (method: string, path: string, requestId = path): JournalEntry => ({
  ...{ platform: 'okta', at: '', method, path, status: 200, requestId, actor: { login: 'admin' }, about: [] },
})
const unlocked = entry('POST', '/api/v1/users/00uann/lifecycle/unlock')
const seen = (status: string, other = 'same'): Seen =>
  new Map([
    ['okta requester', { status }],
    ['okta other', { other }],
  ])
const course = (ended: Course['ended'], questions = 0): Course => ({
  ...{ ended, questions, seconds: 1 },
  request: {
    ...{ id: 'req_1', workflowId: 'w', status: ended, statusCode: null, turns: 3, tokens: 10 },
    ...{ closedAt: null, contentDestroyedAt: null },
    steps: [
      {
        ...{ action: 'okta.user.unlock', write: true, effect: 'require_approval' },
        target: { platform: 'okta', type: 'user', id: '00uann' },
        ledger: { platformRequestId: 'r1' },
      },
    ],
  },
})
const verdict = (over: Partial<Parameters<typeof judge>[0]> = {}) =>
  judge({
    ...{ company, each, cast, course: course('resolved'), writes: [unlocked] },
    ...{ before: seen('LOCKED_OUT'), after: seen('ACTIVE') },
    ...over,
  })

test('right is what the case asks for and nothing else', () => {
  expect(verdict()).toMatchObject({ right: true, why: [], wrongWrites: 0, needlessWrites: 0 })
  const both = [unlocked, entry('PUT', '/api/v1/groups/00gvpn/users/00uann')]
  expect(verdict({ writes: both }).right).toBe(true)
})

test.each([
  ['nothing done and called resolved', { writes: [] }, { wrongWrites: 0, needlessWrites: 0 }],
  ['the same once more', { writes: [unlocked, { ...unlocked }] }, { needlessWrites: 1 }],
  [
    'another person',
    { writes: [unlocked, entry('POST', '/api/v1/users/00ubob/lifecycle/suspend')] },
    { wrongWrites: 1 },
  ],
  [
    'another action on the same',
    { writes: [unlocked, entry('DELETE', '/api/v1/users/00uann/sessions')] },
    { wrongWrites: 1 },
  ],
  ['a state that does not hold', { after: seen('LOCKED_OUT') }, { wrongWrites: 0 }],
  ['somebody else changed', { after: seen('ACTIVE', 'changed') }, { wrongWrites: 0 }],
  ['handed over', { course: course('escalated') }, { ended: 'escalated' }],
  ['a needless question', { course: course('resolved', 1) }, { askedNeedlessly: true }],
])('not right: %s', (_what, over, expected) => {
  expect(verdict(over)).toMatchObject({ right: false, ...expected })
})

test('a write is told by the platform’s own request id or by whom it names', () => {
  const byId = entry('POST', '/api/v1/apps/0oa/users', 'r1')
  const foreign = entry('POST', '/api/v1/users/00ucarl/lifecycle/unlock', 'r9')
  const inBody = { ...entry('POST', '/groups/g1/members', 'r8'), about: ['g-bob'] }
  expect(writesOf([unlocked, byId, foreign, inBody], cast, course('resolved'))).toEqual([
    unlocked,
    byId,
    inBody,
  ])
})

test('a proposal that nobody meant counts, whether or not it came to pass', () => {
  const proposed = course('escalated')
  const [step] = proposed.request?.steps ?? []
  if (step?.target) step.target.id = '00ubob'
  expect(verdict({ course: proposed, writes: [] }).wrongProposals).toBe(1)
})

test('the interval is Wilson’s', () => {
  expect(wilson(0, 0)).toBeNull()
  // Newcombe 1998, table I: 81 of 263 and 0 of 20.
  expect(wilson(81, 263)?.low).toBeCloseTo(0.2553, 4)
  expect(wilson(81, 263)?.high).toBeCloseTo(0.3662, 4)
  expect(wilson(0, 20)?.low).toBe(0)
  expect(wilson(0, 20)?.high).toBeCloseTo(0.1611, 4)
})
