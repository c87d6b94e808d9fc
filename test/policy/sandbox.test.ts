import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import type { DecisionInput } from '#contract/decision.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import { policySchema } from '#policy/schema/document.ts'
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
  test('permits to investigate a ticket, and nothing else reads', () => {
    const found = { params: { email: 'e@x.example' }, target: { platform: 'okta', type: 'user' } }
    expect(of('okta.user.find', found).effect).toBe('permit')
    expect(of('okta.user.list_factors').effect).toBe('permit')
    expect(of('okta.user.list_factors', { channel: 'go' }).decidedBy).toEqual({
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

  test('denies more than twenty at once', () => {
    const bulk = (size: number) => of('okta.user.reset_factors', { runtime: { bulk: { size, index: 0 } } })
    expect(bulk(20).effect).toBe('require_approval')
    expect(bulk(21).decidedBy).toEqual({ layer: 'runtime', rule: 'runtime-bulk', reason: 'rule' })
  })

  test('lets Dex say its fixed texts on any channel', () => {
    const target = { platform: 'dex', type: 'request' }
    expect(of('dex.reply.public', { target, params: { template: 'resolved' }, channel: 'go' }).effect).toBe(
      'permit',
    )
    expect(of('dex.reply.internal', { target, params: { template: 'escalated' } }).effect).toBe('permit')
  })

  test('permits no other write in the catalog', () => {
    const known = ['okta.user.reset_factors', 'dex.reply.public', 'dex.reply.internal']
    const others = [...catalog.values()].filter((action) => action.write && !known.includes(action.name))
    const effects = others.map(
      (action) => of(action.name, { target: { ...okta, platform: action.platform } }).effect,
    )
    expect(effects).toEqual(others.map(() => 'deny'))
  })

  test('names the schema for editors in each file’s first line', () => {
    for (const { text } of files)
      expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/policy.schema.json')
  })
})

test('the JSON Schema that is shipped is the one that is checked by (node test/policy/write-schema.ts)', () => {
  const shipped = readFileSync(new URL('../../policy/schema/policy.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(shipped)).toEqual(policySchema())
})
