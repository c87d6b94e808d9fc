import { describe, expect, test } from 'vitest'
import { type Case, unusual } from '#client/api/approvals/unusual.ts'

const one: Case = {
  target: '00u1',
  objects: ['group 00g1'],
  channel: 'ticket',
  assurance: 'verified',
  hour: 10,
  size: 1,
  department: 'Finance',
  requesterDepartment: 'Finance',
}
const times = (count: number, change: (at: number) => Partial<Case> = () => ({})): Case[] =>
  Array.from({ length: count }, (_each, at) => ({ ...one, target: `00u${at}`, ...change(at) }))

test('what was approved so before is as usual, and so is anything where too few are known', () => {
  expect(unusual(times(20), one)).toEqual([])
  expect(unusual(times(4), { ...one, channel: 'go', hour: 3, department: 'Executive' })).toEqual([])
})

describe('what was never so before is told in one sentence', () => {
  test.each<[string, Case[], Partial<Case>, string | null]>([
    [
      'a department',
      times(20),
      { department: 'Executive' },
      'accounts of Finance; never for one of Executive',
    ],
    ['no department', times(20), { department: null }, 'never for one of no department'],
    ['a requester', times(20), { requesterDepartment: 'Sales' }, 'people of Finance asked for it'],
    ['a way', times(20), { channel: 'go' }, 'it came by ticket until now; this one came in chat'],
    ['an assurance', times(20), { assurance: 'asserted' }, 'only the source says'],
    ['an object', times(20), { objects: ['group 00g9'] }, 'never approved with group 00g9'],
    [
      'a target where they recur',
      times(20, (at) => ({ target: `00u${at % 3}` })),
      { target: '00u9' },
      'never on 00u9',
    ],
    ['a target where each is another', times(20), { target: '00u99' }, null],
    ['an hour', times(20, (at) => ({ hour: 8 + (at % 10) })), { hour: 3 }, 'it was asked at 03:00'],
    ['an hour near midnight', times(20, () => ({ hour: 23 })), { hour: 1 }, null],
    ['an hour of which little is known', times(9), { hour: 3 }, null],
    [
      'a longer list',
      times(6, (at) => ({ size: 10 + at })),
      { size: 16 },
      'it has 16 lines; the largest list approved before had 15',
    ],
    ['a list no longer than before', times(6, (at) => ({ size: 10 + at })), { size: 15 }, null],
    ['the first list', times(6), { size: 40 }, null],
    [
      'a fact that the record does not keep',
      times(20, () => ({ department: undefined }) as never),
      { department: 'Sales' },
      null,
    ],
  ])('%s', (_what, before, change, said) => {
    const told = unusual(before, { ...one, ...change })
    if (said === null) expect(told).toEqual([])
    else expect(told).toEqual([expect.stringContaining(said)])
  })
})

test('the usual ones are named by how often they were, three at most', () => {
  const departments = ['A', 'B', 'B', 'C', 'C', 'C', 'D']
  const before = departments.map((department) => ({ ...one, department }))
  expect(unusual(before, { ...one, department: 'Z' })).toEqual([
    'it was approved for accounts of C, B, A and others; never for one of Z',
  ])
})
