import type { ApprovalObligation, Obligations } from '#contract/decision.ts'
import { uniteObligations } from '#policy/obligations.ts'
import { obligationsDigest } from '#vault/hashes.ts'
import type { GateDeps } from '../../deps.ts'
import type { LineAt, Ruling } from '../context.ts'
import type { Deciding } from '../deciding.ts'
import { hashOf, limitPlace, limitWindow, rule } from '../rule.ts'
import type { AsideLine, ResolvedLine } from './resolve-lines.ts'

export interface DecidedLine extends ResolvedLine {
  ruling: Ruling
}

/**
 * Each line alone, with its place in the list that would be asked for. What policy denies is set aside, and the rest is decided
 * again as the shorter list that it is then: so what people see is what each line would be decided with.
 */
export async function decideLines(
  deps: GateDeps,
  deciding: Deciding,
  resolved: readonly ResolvedLine[],
): Promise<{ decided: DecidedLine[]; denied: DecidedLine[] }> {
  const denied: DecidedLine[] = []
  let rest = [...resolved]
  for (;;) {
    const decided = await decideOnce(deps, deciding, rest)
    const refused = decided.filter((each) => each.ruling.effect === 'deny')
    if (refused.length === 0) return { decided, denied }
    denied.push(...refused)
    rest = rest.filter((each) => !refused.some((one) => one.line.line === each.line.line))
  }
}

async function decideOnce(
  deps: GateDeps,
  deciding: Deciding,
  lines: readonly ResolvedLine[],
): Promise<DecidedLine[]> {
  const decided: DecidedLine[] = []
  const earlier = new Map<string, number>()
  for (const [position, { line, loaded, acting, facts }] of lines.entries()) {
    const at: LineAt = {
      list: null,
      size: lines.length,
      position,
      actionHash: null,
      proof: [],
      seen: null,
      earlier,
    }
    const ofLine = { ...loaded, line: at }
    const ruling = await rule(deps, deciding, ofLine, acting, facts)
    decided.push({ line, loaded: ofLine, acting, facts, ruling })
    if (ruling.effect === 'deny') continue
    for (const limit of deciding.limits(loaded.call.definition.name)) {
      const place = limitPlace(limitWindow(limit, ofLine, facts, deps.clock()))
      earlier.set(place, (earlier.get(place) ?? 0) + 1)
    }
  }
  return decided
}

/** Lines that would do the very same twice are one; the others of them are set aside. */
export function withoutDuplicates(lines: readonly ResolvedLine[]): {
  lines: ResolvedLine[]
  aside: AsideLine[]
} {
  const seen = new Map<string, number>()
  const aside: AsideLine[] = []
  const kept = lines.filter(({ line, loaded, facts }) => {
    const hash = hashOf(loaded, facts)
    const first = seen.get(hash)
    if (first === undefined) {
      seen.set(hash, line.line)
      return true
    }
    aside.push({ line, code: 'duplicate', reason: `the same as line ${first}` })
    return false
  })
  return { lines: kept, aside }
}

/** What all lines together ask of people; null where no one's yes could meet it. */
export function unitedObligations(
  lines: readonly Pick<DecidedLine, 'ruling'>[],
): { approvals: ApprovalObligation[]; obligations: Obligations; obligationsDigest: string } | null {
  const distinct = [...new Map(lines.map(({ ruling }) => [ruling.obligationsDigest, ruling])).values()]
  // The console's confirmation is a place of its own, and the same for all.
  const confirming = distinct.flatMap((each) => each.approvals.filter(({ confirms }) => confirms)).slice(0, 1)
  const parts = distinct.flatMap(({ approvals, obligations }) => {
    const { approvals: _asked, ...others } = obligations
    return [...approvals.filter(({ confirms }) => !confirms).map((approval) => ({ approval })), others]
  })
  const united = uniteObligations(parts)
  if (united.unsatisfiable) return null
  const approvals = [...confirming, ...(united.obligations.approvals ?? [])]
  const obligations = { ...united.obligations, approvals }
  return { approvals, obligations, obligationsDigest: obligationsDigest(obligations) }
}
