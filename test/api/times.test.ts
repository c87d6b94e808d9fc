import { describe, expect, test } from 'vitest'
import { passedOf, type TimedRow, timesOf } from '#client/api/approvals/times.ts'

const reasons = { names: { 'it-admin': 'IT administrators' } }
const settings = { zone: 'Europe/Berlin', remindAfterSeconds: 600 }
const at = (minutes: number): Date => new Date(Date.parse('2026-11-28T10:00:00Z') + minutes * 60_000)
const approval = (more: object = {}) => ({
  by: { role: 'it-admin' },
  quorum: 1,
  not: [],
  within: '1h',
  otherwise: 'escalate',
  always: false,
  authors: 'excluded',
  proof: [],
  ...more,
})
const next = [{ by: { role: 'it-admin' }, quorum: 1, within: '2h', former: 'excluded' }]
const row = (change: Partial<TimedRow> = {}): TimedRow => ({
  state: 'pending',
  obligations: { approvals: [approval()] },
  deadlines: [at(60).toISOString()],
  created_at: at(0),
  expires_at: at(60),
  remind_at: at(20),
  reminded_at: null,
  passed_code: null,
  too_few: false,
  ...change,
})
const passing = { obligations: { approvals: [approval({ by: { role: 'sec' }, next })] } }

describe('what happens when', () => {
  test.each([
    ['nobody comes next', row(), { remindsAt: at(20), passesOn: null, endsAt: at(60) }],
    ['somebody does', row(passing), { passesOn: { at: at(60), to: ['IT administrators'] }, endsAt: at(180) }],
    ['they were reminded', row({ reminded_at: at(21) }), { remindsAt: null }],
    ['nobody is reminded before it is over', row({ remind_at: at(60) }), { remindsAt: null }],
    [
      'the row is older than these times',
      row({ remind_at: null, deadlines: null }),
      { remindsAt: at(10), endsAt: at(60) },
    ],
    [
      'too few may say yes',
      row({ ...passing, too_few: true, expires_at: at(0) }),
      { passesOn: null, endsAt: at(0) },
    ],
  ] as const)('where %s', (_where, given, expected) => {
    expect(timesOf(reasons, settings, given)).toMatchObject(
      JSON.parse(JSON.stringify(expected)) as Record<string, unknown>,
    )
  })

  test('is denied where one rule says so; nothing is counted down that waits no more', () => {
    const both = [approval(), approval({ by: { role: 'sec' }, otherwise: 'deny' })]
    expect(timesOf(reasons, settings, row({ obligations: { approvals: both } }))?.otherwise).toBe('deny')
    expect(timesOf(reasons, settings, row())?.otherwise).toBe('escalate')
    expect(timesOf(reasons, settings, row({ state: 'void' }))).toBeNull()
  })

  test('who was to be asked before is named, and why others are', () => {
    const approvals = [approval({ by: { role: 'sec' }, from: [{ role: 'it-admin' }] })]
    expect(passedOf(reasons, row({ obligations: { approvals }, passed_code: 'nobody_answered' }))).toEqual({
      from: ['IT administrators'],
      code: 'nobody_answered',
      why: 'nobody decided in time',
    })
    expect(passedOf(reasons, row())).toBeNull()
  })
})
