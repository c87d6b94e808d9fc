import type { Approval } from '../api/operations.ts'
import { decisionOf } from '../parts/decision.ts'
import { personOf } from './facts.ts'

/** Fewer than this are read sooner than unfolded. */
export const foldedFrom = 4

/** In what approvals that are alike may still differ, and a reader wants to see it. */
export type Trait = 'words' | 'department' | 'assurance' | 'given'

/** Approvals that ask for the same of different people, or one that is like no other. */
export interface Alike {
  /** Stays as others come and go. */
  key: string
  items: readonly Approval[]
  /** By approval, in what it is not like most of them; only where they are folded. */
  unlike: ReadonlyMap<string, ReadonlySet<Trait>>
}

export const isFolded = ({ items }: Alike): boolean => items.length >= foldedFrom

/** In the order in which the first of each stands. */
export function alikeOf(approvals: readonly Approval[]): Alike[] {
  const groups = new Map<string, Approval[]>()
  for (const approval of approvals) {
    const key = keyOf(approval)
    groups.set(key, [...(groups.get(key) ?? []), approval])
  }
  return approvals.flatMap((approval): Alike[] => {
    const key = keyOf(approval)
    const items = groups.get(key) ?? []
    if (items.length < foldedFrom) return [{ key: approval.id, items: [approval], unlike: new Map() }]
    return items[0] === approval ? [{ key, items, unlike: unlikeOf(items) }] : []
  })
}

/** The deciding rule, or what code demands where no rule does. */
export const ruleOf = ({ decision, codeRules }: Approval): string | null =>
  decisionOf(decision)?.decidedBy?.rule ?? codeRules[0]?.code ?? null

/** What is not as usual, changes policy, or is a list already, is like no other. */
function keyOf(approval: Approval): string {
  const { list, publication, standing, unusual, action, connection, risk, runsAs, needed, may } = approval
  if (list ?? publication ?? standing) return approval.id
  if (unusual.length > 0) return approval.id
  return JSON.stringify([
    ...[action, connection.platform, risk, ruleOf(approval), runsAs.person, needed],
    may.approve?.code ?? null,
  ])
}

const traits: Readonly<Record<Trait, (approval: Approval) => string>> = {
  words: ({ requester }) => requester.title ?? '',
  department: (approval) => personOf(approval).department ?? '',
  assurance: ({ assurance }) => assurance,
  given: ({ given }) => String(given),
}

function unlikeOf(items: readonly Approval[]): Alike['unlike'] {
  const unlike = new Map<string, Set<Trait>>()
  for (const [trait, of] of Object.entries(traits) as [Trait, (typeof traits)[Trait]][]) {
    const usual = mostOf(items.map(of))
    if (usual === null) continue
    for (const item of items)
      if (of(item) !== usual) unlike.set(item.id, (unlike.get(item.id) ?? new Set()).add(trait))
  }
  return unlike
}

/** What more than half of them are; null where there is no such. */
function mostOf(values: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].find(([, count]) => count * 2 > values.length)?.[0] ?? null
}
