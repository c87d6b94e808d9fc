import { describe, expect, test } from 'vitest'
import type { TargetFacts } from '#contract/decision.ts'
import { allowAll, decideWith, input } from '../policy/support.ts'

/** T15 scopes fail open: a missing department or label makes a deny document “not apply”. */
const deny = (when?: string) => ({
  id: 'r',
  effect: 'deny',
  actions: ['acme.user.*'],
  ...(when === undefined ? {} : { when }),
})
const target = (more: Partial<TargetFacts>) => input({ target: { platform: 'acme', type: 'user', ...more } })
const outcome = (
  layer: string,
  scope: Record<string, unknown>,
  when: string | undefined,
  given: ReturnType<typeof input>,
) => {
  const decision = decideWith([...allowAll(), { layer, scope, rules: [deny(when)] }], given)
  return decision.decidedBy?.reason ?? decision.effect
}

describe('an absent fact', () => {
  test('named by a scope denies', () => {
    expect(outcome('target', { label: 'vip' }, undefined, target({}))).toBe('missing_fact')
    expect(outcome('department', { department: 'HR', of: 'target' }, undefined, target({}))).toBe(
      'missing_fact',
    )
    expect(outcome('department', { department: 'HR' }, undefined, input({ requester: {} }))).toBe(
      'missing_fact',
    )
  })

  test('does not bring back a document that another, present fact takes away', () => {
    expect(outcome('target', { label: 'vip', platform: 'other' }, undefined, target({}))).toBe('permit')
    expect(outcome('target', { label: 'vip', type: 'group' }, undefined, target({}))).toBe('permit')
  })

  test('null and [] are known to be none, and match no scope key', () => {
    expect(outcome('target', { label: 'vip' }, undefined, target({ labels: [] }))).toBe('permit')
    expect(outcome('target', { label: 'vip' }, undefined, target({ labels: null }))).toBe('permit')
    expect(
      outcome('department', { department: 'HR', of: 'target' }, undefined, target({ department: null })),
    ).toBe('permit')
  })

  test.each([
    'target.privileged',
    'false && target.privileged',
    'true || target.privileged',
    'channel == "go" ? target.privileged : false',
    '["x"].exists(x, x == "y" && target.privileged)',
    'target["privileged"]',
    '!target.privileged',
  ])('named by a condition denies before evaluation: %s', (when) => {
    expect(outcome('action', {}, when, target({}))).toBe('missing_fact')
    // For a boolean, null is absent.
    expect(outcome('action', {}, when, target({ privileged: null }))).toBe('missing_fact')
    expect(outcome('action', {}, when, target({ privileged: false }))).not.toBe('missing_fact')
  })

  test('of any object, when the condition asks of objects', () => {
    const known = { platform: 'acme', type: 'group', privileged: false, labels: [], role: 'g' }
    const given = input({ objects: [known, { ...known, privileged: null }] })
    expect(outcome('action', {}, 'objects.exists(o, o.privileged)', given)).toBe('missing_fact')
    expect(outcome('target', {}, 'target.privileged', given)).toBe('missing_fact')
    expect(outcome('action', {}, 'objects.exists(o, o.privileged)', input({ objects: [known] }))).toBe(
      'permit',
    )
  })

  test('of the requester and the clock', () => {
    const { verified: _verified, ...requester } = input().requester
    expect(outcome('action', {}, 'requester.verified', input({ requester }))).toBe('missing_fact')
    expect(
      outcome('action', {}, 'runtime.now < timestamp("2020-01-01T00:00:00Z")', input({ runtime: {} })),
    ).toBe('missing_fact')
    expect(outcome('action', {}, 'runtime.zone == "UTC"', input({ runtime: {} }))).toBe('missing_fact')
  })

  test('that only a rule for other actions names changes nothing', () => {
    const given = { ...target({}), action: 'acme.group.add', params: { role: 'g' } }
    expect(outcome('action', {}, 'target.privileged', given)).toBe('permit')
  })

  test('makes an allow err too, and never absorbs', () => {
    const docs = [
      ...allowAll('action'),
      {
        layer: 'action',
        rules: [{ id: 'a', effect: 'allow', actions: ['*'], when: 'true || target.privileged' }],
      },
    ]
    expect(decideWith(docs, target({})).decidedBy).toEqual({
      layer: 'action',
      rule: 'a',
      reason: 'missing_fact',
    })
  })

  test('is named as an error of the rule, last in its entry', () => {
    const decision = decideWith(
      [...allowAll('action'), { layer: 'action', rules: [deny('target.privileged')] }],
      target({}),
    )
    expect(Object.entries(decision.layers[4]?.rules[0] ?? {}).at(-1)).toEqual(['error', 'missing_fact'])
    expect(decision.layers[4]?.verdict).toBe('error')
  })
})
