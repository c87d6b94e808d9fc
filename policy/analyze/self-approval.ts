import type { Bundle } from '../bundle.ts'
import type { Decider } from '../decide.ts'
import type { ActionClass } from './classes.ts'
import type { Asking, Finding } from './question.ts'
import { find } from './question.ts'
import { and, not, or } from './term.ts'

export interface SelfApproval {
  rule: string
  file: string
  line: number
  action: string
  finding: Finding
}

/**
 * Where a request's own authors may answer for it: rules with `authors: allowed`, and whether such an approval is ever what a
 * decision asks (an equal approver set that excludes authors takes it back).
 */
export async function selfApprovals(
  asking: Asking,
  bundle: Bundle,
  classes: readonly ActionClass[],
  decide: Decider,
): Promise<SelfApproval[]> {
  const found: SelfApproval[] = []
  for (const rule of bundle.rules) {
    const { approval } = rule.obligations
    if (approval?.authors !== 'allowed') continue
    const by = JSON.stringify(approval.by)
    let worst: SelfApproval | null = null
    for (const { encoded, whole, actions } of classes) {
      const own = whole.active.get(rule.id)
      if (own === undefined) continue
      const strict = [...whole.active].filter(([key]) => {
        const other = encoded.rules.get(key)?.rule.obligations.approval
        return other?.authors === 'excluded' && JSON.stringify(other.by) === by
      })
      const question = and(whole.ask, own, not(or(...strict.map(([, term]) => term))))
      const finding = await find(asking, encoded, question, (input) =>
        (decide(input).obligations.approvals ?? []).some(
          (each) => each.authors === 'allowed' && JSON.stringify(each.by) === by,
        ),
      )
      const one = { rule: rule.id, file: rule.file, line: rule.line, action: actions[0]?.name ?? '', finding }
      if (worst === null || rank[finding.answer] > rank[worst.finding.answer]) worst = one
    }
    if (worst !== null) found.push(worst)
  }
  return found
}

const rank = { never: 0, unknown: 1, possible: 2 } as const
