import type { Scope } from '../bundle.ts'
import { bitOf } from './fact-bits.ts'
import type { Facts, Subject } from './input.ts'

const labelsBit = bitOf('target.labels')
const targetDepartmentBit = bitOf('target.department')
const requesterDepartmentBit = bitOf('requester.department')

/**
 * INVARIANT: excludes only what a present fact fails to match; what is unknown never takes a rule away (T15).
 * `absent` are the bits for this subject: the facts' own, with the subject's in place of the target's.
 */
export function excludes(scope: Scope, facts: Facts, subject: Subject, absent: number): boolean {
  const { tenant, platform, type, label, department, of } = scope
  if (tenant !== undefined && tenant !== facts.tenant) return true
  if (platform !== undefined && platform !== subject.platform) return true
  if (type !== undefined && type !== subject.type) return true
  if (label !== undefined && (absent & labelsBit) === 0 && !subject.labels.includes(label)) return true
  if (department === undefined) return false
  // `""` is how none reads to a condition; a scope is never the empty text, so that none matches no scope.
  return of === 'target'
    ? (absent & targetDepartmentBit) === 0 && subject.department !== department
    : (absent & requesterDepartmentBit) === 0 && facts.requester.department !== department
}

/** The facts that a scope names, as paths. */
export function scopeFacts(scope: Scope): string[] {
  const paths = []
  if (scope.label !== undefined) paths.push('target.labels')
  if (scope.department !== undefined)
    paths.push(scope.of === 'target' ? 'target.department' : 'requester.department')
  return paths
}
