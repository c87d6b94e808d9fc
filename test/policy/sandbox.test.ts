import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import type { DecisionInput } from '#contract/decision.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import { runTests } from '#policy/test/run.ts'
import { input } from './support.ts'

const folder = new URL('../../policy/sandbox/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
const decide = createDecider(loadBundle({ operator: files }, catalog), { catalog })

const okta = {
  platform: 'okta',
  type: 'user',
  id: '00u1',
  email: 'e@x.example',
  department: null,
  privileged: false,
  labels: [],
}
const of = (action: string, more: Partial<DecisionInput> = {}) =>
  decide(input({ action, target: okta, ...more }))

describe('the sandbox’s bundle', () => {
  test('permits to investigate a ticket, and in a chat to look at one’s own account', () => {
    const target = { ...okta, id: null, email: null }
    const found = { params: { email: 'e@x.example' }, target }
    expect(of('okta.user.find', found).effect).toBe('permit')
    expect(of('okta.user.list_factors').effect).toBe('permit')
    expect(of('okta.user.list_factors', { channel: 'go' }).effect).toBe('permit')
    expect(of('okta.user.find', { ...found, channel: 'go' }).decidedBy).toEqual({
      layer: 'action',
      rule: null,
      reason: 'no_match',
    })
  })

  test('has an administrator approve a reset of factors, with proof of who it is for', () => {
    const decision = of('okta.user.reset_factors')
    expect(decision.effect).toBe('require_approval')
    expect(decision.obligations).toEqual({
      approvals: [
        {
          by: { role: 'it-admin' },
          quorum: 1,
          not: [],
          within: '24h',
          otherwise: 'escalate',
          always: false,
          authors: 'excluded',
          proof: ['callback', 'in_person', 'video'],
        },
      ],
    })
  })

  test.each([
    ['a privileged target', { privileged: true }, 'target-privileged', 'rule'],
    ['one of unknown privilege', { privileged: null }, 'target-privileged', 'missing_fact'],
    ['a service account', { labels: ['service'] }, 'target-service-account', 'rule'],
    ['a break-glass account', { labels: ['break-glass'] }, 'target-break-glass', 'rule'],
  ])('denies it on %s', (_name, more, rule, reason) => {
    expect(of('okta.user.reset_factors', { target: { ...okta, ...more } }).decidedBy).toEqual({
      layer: 'target',
      rule,
      reason,
    })
  })

  test('denies more than two hundred and fifty at once', () => {
    const bulk = (size: number) => of('okta.user.reset_factors', { runtime: { bulk: { size, index: 0 } } })
    expect(bulk(250).effect).toBe('require_approval')
    expect(bulk(251).decidedBy).toEqual({ layer: 'runtime', rule: 'runtime-bulk', reason: 'rule' })
  })

  test('lets Dex say its fixed texts on any channel', () => {
    const target = { platform: 'dex', type: 'request' }
    expect(of('dex.reply.public', { target, params: { template: 'resolved' }, channel: 'go' }).effect).toBe(
      'permit',
    )
    expect(of('dex.reply.internal', { target, params: { template: 'escalated' } }).effect).toBe('permit')
  })

  test('permits no write of the catalog without a person, and no destructive one at all', () => {
    const writes = [...catalog.values()].filter((action) => action.write && action.platform !== 'dex')
    const effectOf = (action: (typeof writes)[number]) =>
      of(action.name, { target: { ...okta, platform: action.platform, type: action.targetType } }).effect
    expect(writes.filter((action) => effectOf(action) === 'permit')).toEqual([])
    const destructive = writes.filter((action) => /\.(wipe|retire|deactivate)$/.test(action.name))
    expect(destructive.filter((action) => action.platform !== 'scim').map(effectOf)).toEqual([
      'deny',
      'deny',
      'deny',
    ])
  })

  test('names the schema for editors in each file’s first line', () => {
    for (const { path, text } of files) {
      const kind = path.endsWith('.test.yaml') ? 'test' : 'policy'
      expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=../schema/${kind}.schema.json`)
    }
  })
})

test('its own matrices pass, and exercise every rule', () => {
  const { passed, coverage } = runTests(loadBundle({ operator: files }, catalog), files, catalog)
  expect(passed).toBe(true)
  expect(coverage).toMatchObject({ percent: 100, missed: [] })
})
