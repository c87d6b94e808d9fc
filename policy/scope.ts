import type { Scope } from './bundle.ts'
import { bitOf } from './fact-bits.ts'
import type { Facts, Subject } from './input.ts'

const labelsBit = bitOf('target.labels')
const targetDepartmentBit = bitOf('target.department')
const requesterDepartmentBit = bitOf('requester.department')

/** INVARIANT: `no` only when a fact that is present does not match; what is unknown never takes a rule away (T15). */
export type ScopeMatch = 'yes' | 'no' | 'unknown'

/** `absent` are the bits for this subject: the facts' own, with the subject's in place of the target's. */
export function matchScope(scope: Scope, facts: Facts, subject: Subject, absent: number): ScopeMatch {
  if (scope.tenant !== undefined && scope.tenant !== facts.tenant) return 'no'
  if (scope.platform !== undefined && scope.platform !== subject.platform) return 'no'
  if (scope.type !== undefined && scope.type !== subject.type) return 'no'
  let unknown = false
  if (scope.label !== undefined) {
    if ((absent & labelsBit) !== 0) unknown = true
    else if (!subject.labels.includes(scope.label)) return 'no'
  }
  if (scope.department !== undefined) {
    const ofTarget = scope.of === 'target'
    if ((absent & (ofTarget ? targetDepartmentBit : requesterDepartmentBit)) !== 0) unknown = true
    // `""` is how none reads to a condition; a scope is never the empty text, so that none matches no scope.
    else if ((ofTarget ? subject.department : facts.requester.department) !== scope.department) return 'no'
  }
  return unknown ? 'unknown' : 'yes'
}

/** The facts that a scope names, as paths. */
export function scopeFacts(scope: Scope): string[] {
  const paths = []
  if (scope.label !== undefined) paths.push('target.labels')
  if (scope.department !== undefined)
    paths.push(scope.of === 'target' ? 'target.department' : 'requester.department')
  return paths
}
