import { expect, it } from 'vitest'
import type { Approval } from '#client/console/api/operations.ts'
import { alikeOf, foldedFrom, isFolded } from '#client/console/inbox/alike.ts'

const approval = (id: string, change: object = {}): Approval =>
  ({
    id,
    action: 'okta.user.reset_factors',
    connection: { platform: 'okta' },
    risk: 'high',
    runsAs: { person: 'per_1' },
    needed: 1,
    given: 0,
    assurance: 'asserted',
    may: { approve: null },
    requester: { title: 'Lost phone' },
    content: { target: { name: id, department: 'Finance' } },
    decision: { layers: [], decidedBy: { layer: 'action', rule: 'ask', reason: 'rule' } },
    codeRules: [],
    unusual: [],
    list: null,
    publication: null,
    standing: null,
    ...change,
  }) as unknown as Approval

const many = Array.from({ length: foldedFrom }, (_none, at) => approval(`same-${at}`))
const shape = (approvals: readonly Approval[]) =>
  alikeOf(approvals).map((group) => group.items.map(({ id }) => id))

it('folds what asks for the same of different people, where the first of them stands', () => {
  const [first, ...rest] = many
  const other = approval('other', { action: 'okta.user.unlock' })
  expect(shape([first as Approval, other, ...rest])).toEqual([many.map(({ id }) => id), ['other']])
  expect(shape([other, ...many])).toEqual([['other'], many.map(({ id }) => id)])
})

it('leaves few as they are', () => {
  const few = many.slice(1)
  expect(alikeOf(few).some(isFolded)).toBe(false)
  expect(shape(few)).toEqual(few.map(({ id }) => [id]))
})

it.each([
  ['is of another risk', { risk: 'critical' }],
  ['runs as somebody else', { runsAs: { person: 'per_2' } }],
  ['is asked for by another rule', { decision: null, codeRules: [{ code: 'dex_ruler' }] }],
  ['asks more people', { needed: 2 }],
  ['is not the reader’s to decide', { may: { approve: { code: 'approver_excluded' } } }],
  ['is not as usual', { unusual: ['at this hour nothing was approved before'] }],
  ['is a list', { list: { size: 3 } }],
  ['changes policy', { publication: {} }],
] as const)('never hides what %s', (_what, change) => {
  expect(shape([...many, approval('odd', change)])).toEqual([many.map(({ id }) => id), ['odd']])
})

it('says in what one is not like most of them', () => {
  const odd = approval('odd', {
    assurance: 'verified',
    content: { target: { name: 'odd', department: 'Legal' } },
  })
  const [group] = alikeOf([...many, odd])
  expect([...(group?.unlike.get('odd') ?? [])].toSorted()).toEqual(['assurance', 'department'])
  expect(group?.unlike.size).toBe(1)
  // Where no two are alike in something, nothing in it is unlike.
  const words = many.map((each, at) => ({ ...each, requester: { ...each.requester, title: `${at}` } }))
  expect(alikeOf(words)[0]?.unlike.size).toBe(0)
})
