import { expect, test } from 'vitest'
import { unsupported } from '#activities/execute/unsupported.ts'
import type { Obligations } from '#contract/decision.ts'
import { allowAll, decideWith, docText, problemsOf } from '../policy/support.ts'

/** T16 obligations that vanish: two rules ask, one answer is enough, or one that nobody knows is skipped. */
const require = (id: string, obligations: Record<string, unknown>) => ({
  id,
  effect: 'require',
  actions: ['*'],
  obligations,
})

test('approvals of all layers stand side by side; none is lost to another', () => {
  const decision = decideWith([
    ...allowAll(),
    { layer: 'global', rules: [require('a', { approval: { by: { role: 'it-admin' } } })] },
    { layer: 'department', rules: [require('b', { approval: { by: { person: 'p1' } } })] },
    { layer: 'runtime', rules: [require('c', { approval: { by: { role: 'it-admin' }, quorum: 2 } })] },
  ])
  expect(decision.effect).toBe('require_approval')
  expect(decision.obligations.approvals?.map(({ by, quorum }) => [by, quorum])).toEqual([
    [{ person: 'p1' }, 1],
    [{ role: 'it-admin' }, 2],
  ])
  expect(decision.decidedBy).toEqual({ layer: 'global', rule: 'a', reason: 'rule' })
})

test('what is asked beside an approval, or without one, is carried on', () => {
  const decision = decideWith([
    ...allowAll(),
    { layer: 'action', rules: [require('a', { justification: true, notify: ['x'] })] },
  ])
  expect(decision.effect).toBe('permit')
  expect(decision.obligations).toEqual({ justification: true, notify: ['x'] })
  expect(decision.decidedBy).toBeNull()
})

test('an obligation that the engine does not know is refused at load, never skipped', () => {
  const problems = problemsOf(
    docText({ layer: 'action', rules: [require('a', { approval: { by: { role: 'x' }, colour: 'red' } })] }),
  )
  expect(problems).toMatchObject([{ code: 'unknown_field', rule: 'a' }])
})

test('a denial carries no obligations that a caller could take for enough', () => {
  const decision = decideWith([
    ...allowAll('runtime'),
    { layer: 'action', rules: [require('a', { approval: { by: { role: 'x' } } })] },
  ])
  expect(decision.effect).toBe('deny')
  expect(decision.obligations).toEqual({})
})

test.each<[Obligations, boolean]>([
  [{}, false],
  [{ approvals: [] }, false],
  [{ step_up: { maxAge: '5m' } }, true],
  [{ dry_run: true }, true],
  [{ notify: ['x'] }, true],
  [{ undo: { keep: '7d' } }, false],
  [{ colour: 'red' } as Obligations, true],
  // The words would be the approver's: where nobody approves, nobody says them.
  [{ justification: true, approvals: [] }, true],
  [{ justification: true }, true],
])('the gate denies what it cannot see to: %j', (obligations, denies) => {
  expect(unsupported(obligations)).toBe(denies)
})

test.each([{ justification: true }, { step_up: { maxAge: '5m' } }])(
  '%j that comes with an approval is seen to',
  (asked) => {
    const { obligations } = decideWith([
      ...allowAll(),
      { layer: 'action', rules: [require('a', { ...asked, approval: { by: { role: 'x' } } })] },
    ])
    expect(obligations).toMatchObject(asked)
    expect(unsupported(obligations)).toBe(false)
  },
)
