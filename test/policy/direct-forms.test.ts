import { expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import { directOf } from '#policy/cel/direct.ts'
import { baseEnvironment } from '#policy/cel/environment.ts'
import { ActionView } from '#policy/cel/views.ts'
import { readFacts } from '#policy/decide/input.ts'
import { input, testCatalog } from './support.ts'

const environment = baseEnvironment()
const definition = testCatalog.get('acme.user.reset')
if (definition === undefined) throw new Error('no such action')
const { requester, target } = input()
const first = input({
  runtime: { now: '2026-11-23T10:00:00Z', zone: 'UTC', usage: { r: 3 }, bulk: { size: 3, index: 2 } },
  provenance: { target: 'text', 'params.a': 'requester' },
  target: { ...target, labels: ['vip'], privileged: true },
})
const second = input({
  tenant: 'beta',
  channel: 'go',
  requester: {
    ...requester,
    ...{ id: 'x', email: 'x@y', verified: false, department: 'HR', groups: ['hr'], roles: ['r'] },
  },
  target: { ...target, platform: 'p', type: 't', id: 'i', email: 'i@y', department: 'HR' },
})
const views = [
  new ActionView('acme.user.reset', 'acme', true, 'medium', false, false, true),
  new ActionView('other', 'okta', false, 'low', true, true, false),
]
const come = (when: string): unknown => {
  const direct = directOf(environment.parse(when).ast)
  if (direct === null) return null
  return [first, second].map((given: DecisionInput, at) => {
    const facts = readFacts(given, definition)
    return direct(facts, facts.target, views[at] as ActionView)
  })
}
const [yes, no] = [true, false]

test.each<[string, [boolean, boolean] | null]>([
  ['true', [yes, yes]],
  ['requester.verified == false', [no, yes]],
  ['requester.verified != true', [no, yes]],
  ['requester.verified == true', [yes, no]],
  ['runtime.bulk.size <= runtime.bulk.index', [no, no]],
  ['runtime.bulk.index >= runtime.bulk.size', [no, no]],
  ['null == 0', null],
  ['nobody.usage.r > 1', null],
  ['false', [no, no]],
  ['!true', [no, no]],
  ['requester.verified', [yes, no]],
  ['!requester.verified', [no, yes]],
  ['target.privileged', [yes, no]],
  ['tenant == "acme"', [yes, no]],
  ['channel == "ticket"', [yes, no]],
  ['requester.id == "u1"', [yes, no]],
  ['requester.email == "e1@acme.example"', [yes, no]],
  ['requester.department == "Finance"', [yes, no]],
  ['"finance" in requester.groups', [yes, no]],
  ['"r" in requester.roles', [no, yes]],
  ['target.platform == "acme"', [yes, no]],
  ['target.type == "user"', [yes, no]],
  ['target.id == "00u1"', [yes, no]],
  ['target.email == "e1@acme.example"', [yes, no]],
  ['target.department == "Finance"', [yes, no]],
  ['"vip" in target.labels', [yes, no]],
  ['action.name == "acme.user.reset"', [yes, no]],
  ['action.platform == "acme"', [yes, no]],
  ['action.write', [yes, no]],
  ['action.risk == "medium"', [yes, no]],
  ['action.reversible', [no, yes]],
  ['action.selfService', [no, yes]],
  ['action.credential', [yes, no]],
  ['runtime.zone == "UTC"', [yes, no]],
  ['runtime.bulk.size == 3', [yes, no]],
  ['runtime.bulk.index == 2', [yes, no]],
  ['runtime.usage["r"] == 3', [yes, no]],
  ['runtime["bulk"]["size"] == 3', [yes, no]],
  ['provenance.target == "text"', [yes, no]],
  ['provenance["params.a"] == "requester"', [yes, no]],
  ['provenance["params.b"] == "model"', [yes, yes]],
  ['provenance["toString"] == "model"', [yes, yes]],
  ['requester.department in target.labels', [no, no]],
  ['target.department == requester.department', [yes, yes]],
  ['target.department != requester.department', [no, no]],
  ['target.department < requester.department', [no, no]],
  ['target.department <= requester.department', [yes, yes]],
  ['target.department > requester.department', [no, no]],
  ['target.department >= requester.department', [yes, yes]],
  ['requester.department < "G"', [yes, no]],
  ['requester.department != "HR"', [yes, no]],
  ['requester.department > "G"', [no, yes]],
  ['"HR" == requester.department', [no, yes]],
  ['runtime.bulk.size != 3', [no, yes]],
  ['runtime.bulk.size < 3', [no, yes]],
  ['runtime.bulk.size < 2', [no, yes]],
  ['runtime.bulk.size <= 3', [yes, yes]],
  ['runtime.bulk.size <= 1', [no, yes]],
  ['runtime.bulk.size > 3', [no, no]],
  ['runtime.bulk.size > 1', [yes, no]],
  ['runtime.bulk.size >= 3', [yes, no]],
  ['runtime.bulk.size >= 4', [no, no]],
  ['runtime.bulk.index == runtime.bulk.size', [no, no]],
  ['runtime.bulk.index != runtime.bulk.size', [yes, yes]],
  ['runtime.bulk.index < runtime.bulk.size', [yes, yes]],
  ['runtime.bulk.index <= runtime.bulk.size', [yes, yes]],
  ['runtime.bulk.index > runtime.bulk.size', [no, no]],
  ['runtime.bulk.size >= runtime.bulk.size', [yes, yes]],
  ['requester.verified == target.privileged', [yes, yes]],
  ['requester.verified != action.credential', [no, no]],
  ['requester.verified && target.privileged', [yes, no]],
  ['requester.verified && channel == "go"', [no, no]],
  ['channel == "ticket" && requester.verified', [yes, no]],
  ['channel == "ticket" && tenant == "beta"', [no, no]],
  ['requester.verified || channel == "go"', [yes, yes]],
  ['channel == "go" || tenant == "beta"', [no, yes]],
  ['requester.email.startsWith("e1@")', [yes, no]],
  ['requester.email.endsWith("@y")', [no, yes]],
  ['requester.email.contains("acme")', [yes, no]],
  ['requester.email.startsWith(requester.id)', [no, yes]],
  // What is left to the library.
  ['requester.verified < target.privileged', null],
  ['"a"', null],
  ['tenant', null],
  ['1', null],
  ['!tenant', null],
  ['nothing', null],
  ['toString == "x"', null],
  ['target.labels == target.labels', null],
  ['requester.groups[0] == "x"', null],
  ['target[tenant] == "x"', null],
  ['runtime.now == runtime.now', null],
  ['params.role == "x"', null],
  ['provenance.a.b == "x"', null],
  ['provenance == "x"', null],
  ['runtime.usage == 1', null],
  ['runtime.usage["r"].x == 1', null],
  ['tenant == 1', null],
  ['1 == tenant', null],
  ['tenant in tenant', null],
  ['1 in target.labels', null],
  ['tenant == requester.verified', null],
  ['tenant && requester.verified', null],
  ['requester.verified && tenant', null],
  ['channel == "go" && tenant', null],
  ['runtime.bulk.size + 1 == 2', null],
  ['runtime.bulk.size == 9007199254740993', null],
  ['runtime.bulk.size == 1.5', null],
  ['tenant.size() == 4', null],
  ['tenant.matches("a")', null],
  ['tenant.startsWith("a", "b")', null],
  ['tenant.startsWith()', null],
  ['tenant.startsWith(1)', null],
  ['target.labels.startsWith("a")', null],
  ['requester.verified ? true : false', null],
  ['size(tenant) == 1', null],
  ['nothing == tenant', null],
  ['tenant == nothing', null],
])('%s', (when, expected) => {
  expect(come(when)).toEqual(expected)
})
