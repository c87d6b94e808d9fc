import { describe, expect, it } from 'vitest'
import type { ListLine } from '#client/console/api/operations.ts'
import { groupsOf } from '#client/console/lists/groups.ts'

type Content = NonNullable<ListLine['content']>

const line = (
  number: number,
  change: Partial<NonNullable<Content['target']>> = {},
  rules = ['ask'],
): ListLine => ({
  line: number,
  position: number - 1,
  target: { platform: 'okta', type: 'user', id: `00u${number}` },
  step: null,
  hash: null,
  state: 'waiting',
  code: null,
  readBack: null,
  settledAt: null,
  content: {
    written: `p${number}@acme.example`,
    params: {},
    target: {
      email: `p${number}@acme.example`,
      name: `Person ${number}`,
      department: number % 2 === 0 ? 'Sales' : 'Finance',
      status: 'ACTIVE',
      privileged: false,
      labels: [],
      ...change,
    },
    sentence: null,
    decided: { effect: 'require_approval', rules },
    reason: null,
  },
})

describe('lines of a list', () => {
  it('that are alike stand together, the most first, whoever they are and wherever they work', () => {
    const lines = [
      line(1),
      line(2, { status: 'SUSPENDED' }),
      line(3),
      line(4),
      line(5, { labels: ['vip'] }, ['ask', 'vip']),
    ]
    const groups = groupsOf(lines, null)
    expect(groups.map((group) => group.lines.map((each) => each.line))).toEqual([[1, 3, 4], [2], [5]])
    expect(groups.map((group) => [...group.unlike])).toEqual([[], ['status'], ['labels', 'asked by policy']])
  })

  it('that are set aside, or whose content is gone, are in no group', () => {
    expect(
      groupsOf(
        [
          { ...line(1), position: null },
          { ...line(2), content: null },
        ],
        null,
      ),
    ).toEqual([])
  })

  it('that name what one parameter takes are alike, whatever each of them names', () => {
    const lines = [1, 2, 3].map((number) => ({
      ...line(number),
      content: { ...(line(number).content as Content), params: { user: `00u${number}` } },
    }))
    expect(groupsOf(lines, 'user')).toHaveLength(1)
    expect(groupsOf(lines, null)).toHaveLength(3)
  })
})
