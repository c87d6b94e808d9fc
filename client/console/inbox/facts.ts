import type { ApprovalView } from '#contract/approval-view.ts'
import type { Approval, Json } from '../api/operations.ts'

type TargetFacts = NonNullable<ApprovalView['target']>

/** What was resolved of the target; null once the content is gone. */
export function targetOf(approval: Approval): TargetFacts | null {
  const target = approval.content?.target
  return typeof target === 'object' && target !== null && !Array.isArray(target)
    ? (target as unknown as TargetFacts)
    : null
}

export function personOf(approval: Approval): { name: string | null; department: string | null } {
  const target = targetOf(approval)
  return { name: target?.name ?? target?.email ?? null, department: target?.department ?? null }
}

export interface Change {
  name: string
  before: string | null
  after: string | null
  provenance: string | undefined
}

const shown = (value: Json | undefined): string | null =>
  value === undefined || value === null
    ? null
    : typeof value === 'string'
      ? value
      : Array.isArray(value) && value.every((each) => typeof each === 'string')
        ? value.join(', ')
        : JSON.stringify(value)

/** Each parameter, beside what the target has there now where that is known. */
export function changesOf(approval: Approval): Change[] {
  const { content } = approval
  const params = content?.params
  if (!content || typeof params !== 'object' || params === null || Array.isArray(params)) return []
  const target = targetOf(approval) as Record<string, Json> | null
  return Object.entries(params).map(([name, value]) => ({
    name: name.replaceAll('_', ' '),
    before: shown(target?.[name]),
    after: shown(value),
    provenance: content.provenance[`params.${name}`],
  }))
}
