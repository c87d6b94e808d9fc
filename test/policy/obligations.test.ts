import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RuleObligations } from '#policy/bundle.ts'
import { uniteObligations } from '#policy/obligations.ts'
import { allowAll, decideWith } from './support.ts'

type Approval = NonNullable<RuleObligations['approval']>

const approval = (more: Partial<NonNullable<RuleObligations['approval']>> = {}): RuleObligations => ({
  approval: {
    by: { role: 'a' },
    quorum: 1,
    not: [],
    within: '24h',
    otherwise: 'escalate',
    always: false,
    authors: 'excluded',
    proof: [],
    ...more,
  },
})

describe('the union', () => {
  test('merges equal approver sets to what asks more, field by field', () => {
    const { obligations } = uniteObligations([
      approval({
        quorum: 2,
        not: ['x'],
        within: '4h',
        always: { for: '7d', cap: 20 },
        authors: 'allowed',
        proof: ['call', 'video'],
      }),
      approval({
        not: ['b'],
        within: '90m',
        otherwise: 'deny',
        always: { for: '1d', cap: 50 },
        proof: ['video', 'person'],
      }),
    ])
    expect(obligations).toEqual({
      approvals: [
        {
          by: { role: 'a' },
          quorum: 2,
          not: ['b', 'x'],
          within: '90m',
          otherwise: 'deny',
          always: { for: '1d', cap: 20 },
          authors: 'excluded',
          proof: ['video'],
        },
      ],
    })
  })

  test('keeps different approver sets apart, in canonical order', () => {
    const sets = [{ role: 'a' }, { person: 'z' }, { group: 'g' }, { role: 'A' }]
    const { obligations } = uniteObligations(sets.map((by) => approval({ by: by as { role: string } })))
    expect(obligations.approvals?.map(({ by }) => by)).toEqual([
      { group: 'g' },
      { person: 'z' },
      { role: 'A' },
      { role: 'a' },
    ])
  })

  test('`deny` beats `escalate`, and proofs narrow to what all accept', () => {
    const of = (...parts: Partial<Approval>[]) => uniteObligations(parts.map((part) => approval(part)))
    const first = (...parts: Partial<Approval>[]) => of(...parts).obligations.approvals?.[0]
    expect(first({ otherwise: 'escalate' }, { otherwise: 'escalate' })?.otherwise).toBe('escalate')
    expect(first({ otherwise: 'deny' }, { otherwise: 'escalate' })?.otherwise).toBe('deny')
    expect(first({ otherwise: 'escalate' }, { otherwise: 'deny' })?.otherwise).toBe('deny')
    expect(first({ proof: [] }, { proof: ['a', 'b'] })?.proof).toEqual(['a', 'b'])
    expect(first({ proof: ['a', 'b'] }, { proof: [] })?.proof).toEqual(['a', 'b'])
    expect(first({ proof: ['a', 'b'] }, { proof: ['b', 'c'] })?.proof).toEqual(['b'])
    expect(of({ proof: ['a'] }, { proof: ['b'] }).unsatisfiable).toBe(true)
    expect(of({ proof: ['a'] }, { proof: ['a'] }).unsatisfiable).toBe(false)
    expect(of({ proof: [] }, { proof: [] }).unsatisfiable).toBe(false)
  })

  test('authors are allowed only where all of them allow it', () => {
    const authors = (...said: ('allowed' | 'excluded')[]) =>
      uniteObligations(said.map((each) => approval({ authors: each }))).obligations.approvals?.[0]?.authors
    expect(authors('allowed', 'allowed')).toBe('allowed')
    expect(authors('allowed', 'excluded')).toBe('excluded')
    expect(authors('excluded', 'allowed')).toBe('excluded')
  })

  test('times: the shorter, by a calendar only where both count by the same; next only whom both name there', () => {
    const merged = (...parts: Partial<Approval>[]) =>
      uniteObligations(parts.map((part) => approval(part))).obligations.approvals?.[0]
    const calendar = { days: ['mon' as const], hours: '08:00-18:00', zone: null, holidays: [] }
    expect(merged({ remind: '2h', calendar }, { calendar, within: '4h' })).toMatchObject({
      within: '4h',
      remind: '2h',
      calendar,
    })
    const turned = Object.fromEntries(Object.entries(calendar).toReversed()) as typeof calendar
    expect(JSON.stringify(merged({ calendar }, { calendar: turned }))).toBe(
      JSON.stringify(merged({ calendar })),
    )
    expect(JSON.stringify(merged({ calendar: turned }))).toBe(JSON.stringify(merged({ calendar })))
    expect(merged({ calendar, remind: '2h' }, { remind: '1h' })).toMatchObject({ remind: '1h' })
    expect(merged({ calendar }, {})).not.toHaveProperty('calendar')
    expect(merged({ calendar }, { calendar: { ...calendar, zone: 'UTC' } })).not.toHaveProperty('calendar')
    const next = (role: string, more: object = {}) => ({
      by: { role },
      quorum: 1,
      within: '4h',
      former: 'allowed' as const,
      ...more,
    })
    const kept = { next: [next('b', { calendar })] }
    const stored = {
      next: kept.next.map((each) => Object.fromEntries(Object.entries(each).toReversed()) as typeof each),
    }
    expect(JSON.stringify(merged(kept, stored))).toBe(JSON.stringify(merged(stored)))
    expect(merged({ next: [next('b')] }, {})).not.toHaveProperty('next')
    expect(
      merged(
        { next: [next('b', { quorum: 2 }), next('c'), next('d')] },
        { next: [next('b', { within: '1h', former: 'excluded' }), next('c'), next('e')] },
      )?.next,
    ).toEqual([next('b', { quorum: 2, within: '1h', former: 'excluded' }), next('c')])
  })

  test('`false` is the smallest `always`', () => {
    const { obligations } = uniteObligations([approval({ always: { for: '1d', cap: 1 } }), approval()])
    expect(obligations.approvals?.[0]?.always).toBe(false)
  })

  test('takes the smallest maxAge, any `true`, and all to notify', () => {
    const parts: RuleObligations[] = [
      { step_up: { maxAge: '10m' }, notify: ['b'] },
      { step_up: { maxAge: '300s' }, notify: ['a', 'b'], justification: true },
      { dry_run: true, undo: { keep: '7d' } },
      { undo: { keep: '24h' } },
    ]
    expect(uniteObligations(parts).obligations).toEqual({
      justification: true,
      step_up: { maxAge: '300s' },
      dry_run: true,
      notify: ['a', 'b'],
      undo: { keep: '24h' },
    })
  })

  test('is the same in whatever order the rules come', () => {
    const part = fc.record(
      {
        step_up: fc.record({ maxAge: fc.constantFrom('60m', '1h', '3600s', '5m') }),
        undo: fc.record({ keep: fc.constantFrom('1d', '24h', '7d') }),
        notify: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map((ids) => ids.toSorted()),
        approval: fc
          .record({
            by: fc.constantFrom({ role: 'a' }, { group: 'a' }),
            quorum: fc.integer({ min: 1, max: 3 }),
            within: fc.constantFrom('1h', '60m', '2h'),
            remind: fc.constantFrom('5m', '300s', '10m'),
            calendar: fc.constantFrom(
              ...['mon', 'tue'].map((day) => ({
                days: [day],
                hours: '08:00-18:00',
                zone: null,
                holidays: [],
              })),
            ),
            next: fc.array(
              fc.record({
                by: fc.constantFrom({ role: 'b' }, { role: 'c' }),
                quorum: fc.integer({ min: 1, max: 3 }),
                within: fc.constantFrom('1h', '60m', '2h'),
                former: fc.constantFrom('excluded', 'allowed'),
              }),
              { minLength: 1, maxLength: 3 },
            ),
            proof: fc.constantFrom([], ['x', 'y'], ['y', 'z'], ['x', 'z']),
            always: fc.constantFrom(false as const, { for: '1d', cap: 2 }, { for: '24h', cap: 3 }),
          })
          .map((more) => approval(more as unknown as Approval).approval as Approval),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (parts, stream) => {
        const keyed = parts.map((value) => ({ value, key: stream.next().value as number }))
        const shuffled = keyed.toSorted((left, right) => left.key - right.key).map(({ value }) => value)
        const [one, other] = [
          uniteObligations(parts as RuleObligations[]),
          uniteObligations(shuffled as RuleObligations[]),
        ]
        expect(other.unsatisfiable).toBe(one.unsatisfiable)
        if (!one.unsatisfiable) expect(JSON.stringify(other)).toBe(JSON.stringify(one))
      }),
      { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 2_000) },
    )
  })
})

test('two rules that accept no common proof deny: one method could not satisfy both', () => {
  const require = (id: string, proof: string[]) => ({
    id,
    effect: 'require',
    actions: ['*'],
    obligations: { approval: { by: { role: 'a' }, proof } },
  })
  const decision = decideWith([
    ...allowAll(),
    { layer: 'action', rules: [require('a', ['call']), require('b', ['video'])] },
  ])
  expect(decision.effect).toBe('deny')
  expect(decision.obligations).toEqual({})
  expect(decision.decidedBy).toEqual({ layer: 'action', rule: 'a', reason: 'rule' })
})
