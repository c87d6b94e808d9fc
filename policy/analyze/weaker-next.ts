import type { ApproverSet } from '#contract/decision.ts'
import type { Bundle, Rule } from '../bundle.ts'

export interface WeakerNext {
  rule: string
  file: string
  line: number
  /** Which of those that come next, from 1. */
  stage: number
  /**
   * `fewer`: fewer people than were needed before. `both_orders`: another rule has the same two sets the other way round, so that in one
   * of the two those who come next are not above those before them.
   */
  why: 'fewer' | 'both_orders'
  said: string
  mend: string
}

interface Asked {
  by: ApproverSet
  quorum: number
}

/**
 * Next approvers who are a weaker set than those before, as far as a bundle alone can prove it: who waits long enough gets by with less.
 * Whose word weighs more, nobody's directory is asked; rules in shadow do not count.
 */
export function weakerNext({ rules }: Pick<Bundle, 'rules'>): WeakerNext[] {
  const chains = rules.flatMap((rule) => {
    const { approval } = rule.obligations
    if (rule.mode === 'shadow' || approval?.next === undefined) return []
    return [{ rule, asked: [approval, ...approval.next] }]
  })
  const orders = new Map<string, Rule>()
  for (const { rule, asked } of chains)
    for (const [at, before] of asked.entries())
      for (const after of asked.slice(at + 1)) {
        const order = orderOf(before, after)
        if (!orders.has(order)) orders.set(order, rule)
      }
  return chains.flatMap(({ rule, asked }) =>
    asked.slice(1).flatMap((next, at) => findingsOf(rule, asked.slice(0, at + 1), next, orders)),
  )
}

function findingsOf(
  rule: Rule,
  before: readonly Asked[],
  next: Asked,
  orders: ReadonlyMap<string, Rule>,
): WeakerNext[] {
  const { id, file, line } = rule
  const place = { rule: id, file, line, stage: before.length }
  const most = Math.max(...before.map(({ quorum }) => quorum))
  const found: WeakerNext[] = []
  if (next.quorum < most)
    found.push({
      ...place,
      why: 'fewer',
      said: `${next.quorum} of \`${nameOf(next.by)}\` is enough once the time of ${most} of \`${nameOf(strictest(before, most).by)}\` is over`,
      mend: `write \`quorum: ${most}\` there, or leave it out: then it is as many as before`,
    })
  for (const { by } of before) {
    const other = orders.get(orderOf(next, { by }))
    if (other === undefined || nameOf(by) === nameOf(next.by)) continue
    found.push({
      ...place,
      why: 'both_orders',
      said: `\`${nameOf(next.by)}\` comes after \`${nameOf(by)}\` here, and before it in \`${other.id}\` (${other.file}:${other.line})`,
      mend: 'have whoever answers for more come last in both, or ask both at once by two approvals',
    })
  }
  return found
}

const strictest = (asked: readonly Asked[], quorum: number): Asked =>
  asked.find((each) => each.quorum === quorum) ?? { by: { role: '' }, quorum }

const nameOf = (by: ApproverSet): string => Object.entries(by).flat().join(' ')
const orderOf = (before: Pick<Asked, 'by'>, after: Pick<Asked, 'by'>): string =>
  `${nameOf(before.by)}\n${nameOf(after.by)}`
