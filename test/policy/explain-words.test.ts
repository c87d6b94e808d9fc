import { describe, expect, test } from 'vitest'
import type { ApprovalObligation, DecisionInput, LayerTrace, OpenHours } from '#contract/decision.ts'
import type { Scope } from '#policy/bundle.ts'
import { sentence } from '#policy/explain/explain.ts'
import { factAt, isAbsent, sayFact } from '#policy/explain/fact-values.ts'
import { renderExplanation } from '#policy/explain/render.ts'
import {
  sayApproval,
  sayApprovers,
  sayLimit,
  sayObligations,
  sayScope,
  sayWindow,
} from '#policy/explain/words.ts'
import { input } from './support.ts'

const names = { x: 'The X people' }
const approval: ApprovalObligation = {
  by: { role: 'x' },
  quorum: 1,
  not: [],
  within: '24h',
  otherwise: 'escalate',
  always: false,
  authors: 'excluded',
  proof: [],
}

test.each([
  [{ role: 'x' }, 'of the role The X people (`x`)'],
  [{ role: 'toString' }, 'of the role `toString`'],
  [{ group: 'g' }, 'of the group `g`'],
  [{ person: 'p' }, '`p`'],
])('approvers %j', (by, said) => {
  expect(sayApprovers(by, names)).toBe(said)
})

const excluded = 'neither the requester, nor anyone who shaped the request, nor the target counts'
const toPerson = 'without an answer in time it goes to a person'
const first = 'one person of the role The X people (`x`) must say yes within 24h'
test.each<[Partial<ApprovalObligation>, string]>([
  [{}, `${first}; ${excluded}; ${toPerson}`],
  [
    { quorum: 3 },
    `3 different people of the role The X people (\`x\`) must say yes within 24h; ${excluded}; ${toPerson}`,
  ],
  [{ authors: 'allowed' }, `${first}; the requester and the other authors may be among them; ${toPerson}`],
  [{ not: ['a', 'x'] }, `${first}; ${excluded}; nor \`a\`, The X people (\`x\`); ${toPerson}`],
  [
    { proof: ['video', 'in_person'] },
    `${first}; ${excluded}; they record how the person proved who they are: video, in_person; ${toPerson}`,
  ],
  [
    { remind: '4h', calendar: { days: ['mon'], hours: '08:00-18:00', zone: 'UTC', holidays: [] } },
    `${first} of the hours in which it is open mon 08:00-18:00 (UTC), reminded after 4h; ${excluded}; ${toPerson}`,
  ],
  [
    {
      next: [
        { by: { role: 'y' }, quorum: 2, within: '4h', former: 'excluded' },
        { by: { person: 'z' }, quorum: 1, within: '1h', former: 'allowed' },
      ],
    },
    `${first}; ${excluded}; without an answer in time, or where they are too few, it goes on to 2 different people of the role \`y\`, within 4h; those who were asked before may not answer any more; without an answer in time, or where they are too few, it goes on to one person \`z\`, within 1h; those who were asked before may still answer; ${toPerson}`,
  ],
  [{ otherwise: 'deny' }, `${first}; ${excluded}; without an answer in time it is denied`],
  [
    { always: { for: '7d', cap: 9 } },
    `${first}; ${excluded}; ${toPerson}; a standing approval may answer, for 7d and 9 uses at most`,
  ],
])('an approval with %j', (more, said) => {
  expect(sayApproval({ ...approval, ...more }, names)).toBe(said)
})

test('obligations: a sentence each, and none where nothing is asked', () => {
  expect(sayObligations({}, names)).toEqual([])
  expect(sayObligations({ approvals: [approval], notify: ['x', 'y'] }, names)).toEqual([
    `${first}; ${excluded}; ${toPerson}`,
    'told: The X people (`x`), `y`',
  ])
  expect(sayObligations({ justification: true, dry_run: true }, names)).toEqual([
    'a reason is given in words',
    'what it would do is shown first',
  ])
})

test('limits and windows', () => {
  expect(sayLimit({ max: 2, per: '1h', by: 'tenant' })).toBe('at most 2 in 1h, counted by tenant')
  const window: OpenHours = { days: ['mon', 'tue'], hours: '08:00-18:00', zone: null, holidays: [] }
  expect(sayWindow(window)).toBe('open mon, tue 08:00-18:00 (the tenant’s time zone)')
  expect(sayWindow({ ...window, zone: 'UTC', holidays: ['2026-01-01', '2026-12-25'] })).toBe(
    'open mon, tue 08:00-18:00 (UTC), not on 2 holidays',
  )
})

test.each<[Scope, string]>([
  [{}, ''],
  [{ tenant: 'acme' }, 'tenant `acme`'],
  [{ platform: 'okta', type: 'user' }, 'platform `okta`, type `user`'],
  [{ label: 'x' }, 'label The X people (`x`)'],
  [{ department: 'HR' }, 'department `HR` of the requester'],
  [{ department: 'HR', of: 'target' }, 'department `HR` of the target'],
])('a scope %j', (scope, said) => {
  expect(sayScope(scope, names)).toBe(said)
})

const { requester, target } = input()
const object = { ...target, id: 'o', role: 'group' }
const unknown = { platform: 'acme', type: 'user', role: 'group' }
const list = { platform: 'okta', type: 'group', role: 'group' }

test.each<[string, Partial<DecisionInput>, unknown, boolean]>([
  ['tenant', {}, 'acme', false],
  ['requester.department', {}, 'Finance', false],
  ['requester.department', { requester: {} }, undefined, true],
  ['requester.department', { requester: { department: null } }, null, false],
  ['requester.verified', { requester: { ...requester, verified: null } }, null, true],
  ['requester.verified_by', { requester: { verified: null } }, undefined, true],
  ['requester.toString', {}, undefined, true],
  ['channel.length', {}, undefined, true],
  ['nothing', {}, undefined, true],
  ['nothing.at_all', {}, undefined, true],
  ['target.department', {}, 'Finance', false],
  ['target.department', { target: { platform: 'acme', type: 'user' } }, undefined, true],
  ['target.department', { target: { platform: 'okta', type: 'group' } }, null, false],
  ['target.email', { target: { platform: 'okta', type: 'group' } }, null, false],
  ['target.email', { target: { platform: 'google', type: 'group' } }, undefined, true],
  ['target.email', { target: { platform: 'okta', type: 'group', email: 'a@b' } }, 'a@b', false],
  ['target.labels', { target: { platform: 'okta', type: 'group' } }, undefined, true],
  ['target.labels', { target: { ...target, labels: null } }, null, false],
  ['target.privileged', { target: { ...target, privileged: null } }, null, true],
  ['target.privileged', {}, false, false],
  ['objects.department', { objects: [object, object] }, ['Finance', 'Finance'], false],
  ['objects.department', { objects: [object, unknown] }, ['Finance', undefined], true],
  ['objects.department', { objects: [list] }, [null], false],
  ['objects.privileged', { objects: [object, { ...object, privileged: null }] }, [false, null], true],
  ['objects.privileged', { objects: [] }, [], false],
  ['runtime.now', {}, '2026-11-23T10:00:00Z', false],
  ['runtime.zone', { runtime: { zone: null } }, null, true],
  ['runtime.bulk.size', {}, 1, false],
  ['runtime.bulk.index', {}, 0, false],
  ['runtime.bulk.size', { runtime: { bulk: { size: 3, index: 2 } } }, 3, false],
  ['runtime.bulk.index', { runtime: { bulk: { size: 3, index: 2 } } }, 2, false],
  ['runtime.usage.r', {}, undefined, true],
  ['runtime.usage.r', { runtime: {} }, undefined, true],
  ['runtime.usage.r.s', { runtime: { usage: { 'r.s': 0 } } }, 0, false],
  ['runtime.usage.r', { runtime: { usage: { r: null } } }, null, true],
  ['params.runtime.x', {}, undefined, true],
])('the fact %s of %j', (path, more, value, absent) => {
  expect(factAt(input(more), path)).toEqual(value)
  expect(isAbsent(input(more), path)).toBe(absent)
})

test.each<[string, Partial<DecisionInput>, string]>([
  ['requester.department', {}, '`requester.department` is `Finance`'],
  ['requester.department', { requester: {} }, '`requester.department` is not known'],
  ['requester.department', { requester: { department: null } }, '`requester.department` is known to be none'],
  ['requester.department', { requester: { department: '' } }, '`requester.department` is known to be none'],
  ['target.privileged', {}, '`target.privileged` is `false`'],
  ['target.labels', { target: { ...target, labels: ['vip', 'a'] } }, '`target.labels` is `["vip","a"]`'],
  ['runtime.bulk.index', {}, '`runtime.bulk.index` is `0`'],
])('%s of %j is said', (path, more, said) => {
  expect(sayFact(input(more), path)).toBe(said)
})

const hit = (id: string, effect: string, more: object = {}) =>
  ({ id, effect, mode: 'enforce', file: 'a.yaml', line: 1, ...more }) as LayerTrace['rules'][number]
const shadow = { mode: 'shadow' }
const errs = { error: 'error' }

test.each<[LayerTrace['verdict'], LayerTrace['rules'], string]>([
  ['allow', [hit('a', 'allow'), hit('b', 'allow'), hit('s', 'allow', shadow)], 'allows it, by `a`, `b`'],
  [
    'require',
    [hit('a', 'allow'), hit('r', 'require'), hit('q', 'require'), hit('s', 'require', shadow)],
    'allows it, by `a`, and demands what `r`, `q` asks',
  ],
  [
    'deny',
    [hit('a', 'allow'), hit('d', 'deny'), hit('r', 'require'), hit('s', 'deny', shadow)],
    'refuses it, by `d`, `r`',
  ],
  ['none', [], 'says nothing for it: no rule matches, and what no rule allows is denied'],
  [
    'none',
    [hit('s', 'allow', shadow)],
    'says nothing for it: no rule matches, and what no rule allows is denied',
  ],
  [
    'none',
    [hit('r', 'require'), hit('s', 'allow', shadow)],
    'says nothing for it: `r` only adds conditions, and no rule allows',
  ],
  [
    'error',
    [
      hit('a', 'allow'),
      hit('m', 'deny', { error: 'missing_fact' }),
      hit('e', 'deny', errs),
      hit('s', 'deny', { ...shadow, ...errs }),
    ],
    'cannot judge it: `m` misses a fact, `e` erred',
  ],
])('a layer that says %s', (verdict, rules, said) => {
  expect(sentence({ verdict, rules })).toBe(said)
})

describe('as text', () => {
  const rule = { id: 'r', effect: 'deny', mode: 'enforce', file: 'a.yaml', line: 3, because: null } as const
  const explanation = {
    id: '1',
    effect: 'deny',
    says: 'it is denied',
    layers: [
      { layer: 'global', verdict: 'allow', says: 'allows it', rules: [], change: [] },
      {
        layer: 'department',
        verdict: 'deny',
        says: 'refuses it',
        rules: [rule, { ...rule, id: 's', mode: 'shadow', because: 'we try it' }],
        change: ['`r` would have to change', '  or not'],
      },
    ],
    obligations: [] as string[],
    decidedBy: null,
    bundle: 'sha256:0',
  } as const

  test('layer by layer, with its rules and what would have to be different', () => {
    expect(renderExplanation({ ...explanation, layers: [...explanation.layers] } as never)).toBe(
      [
        'it is denied',
        '',
        '  global     allows it',
        '  department refuses it',
        '               deny r (a.yaml:3)',
        '               deny s (a.yaml:3): we try it [shadow: reported, does not count]',
        '               → `r` would have to change',
        '               →   or not',
        '',
        'bundle sha256:0',
      ].join('\n'),
    )
  })

  test('what must be met stands before the bundle', () => {
    expect(renderExplanation({ ...explanation, layers: [], obligations: ['this', 'that'] } as never)).toBe(
      'it is denied\n\n\nbefore it runs:\n  - this\n  - that\n\nbundle sha256:0',
    )
  })
})
