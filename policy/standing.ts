import type { StandingTerms } from '#contract/standing.ts'
import { canonicalText } from './canonical.ts'

/** One action as the gate found it, or as the record has it: what is `undefined` is not known, and covers nothing. */
export interface StandingCase {
  action: string
  version: number
  channel: string
  assurance: string
  requester: { department?: string | null; groups?: readonly string[] | null }
  target: {
    id?: string | null
    department?: string | null
    labels?: readonly string[] | null
    groups?: readonly string[] | null
    privileged?: boolean | null
  }
  /** Whether the target is the requester's own account. */
  own?: boolean
  objects: readonly { privileged?: boolean | null }[]
  params: Readonly<Record<string, unknown>>
}

export type NotCovered =
  | 'action'
  | 'version'
  | 'channel'
  | 'assurance'
  | 'privileged'
  | 'target'
  | 'requester'
  | 'params'

/**
 * Why these terms do not cover the case, or null. INVARIANT: every term can only take away: what is not known, or not named,
 * is not covered.
 */
export function notCovered(terms: StandingTerms, at: StandingCase): NotCovered | null {
  if (at.action !== terms.action) return 'action'
  if (at.version !== terms.version) return 'version'
  if (!(terms.channels as readonly string[]).includes(at.channel)) return 'channel'
  if (at.assurance !== 'verified' && terms.requesters.assurance !== 'asserted') return 'assurance'
  if ([at.target, ...at.objects].some((each) => each.privileged !== false)) return 'privileged'
  // In chat a person changes their own account and nothing else (T4).
  if (at.channel === 'go' && at.own !== true) return 'target'
  if (!onTarget(terms.targets, at)) return 'target'
  if (!byRequester(terms.requesters, at.requester)) return 'requester'
  return withParams(terms.params, at.params) ? null : 'params'
}

function onTarget(targets: StandingTerms['targets'], { target, own }: StandingCase): boolean {
  if (targets.kind === 'own') return own === true
  if (targets.kind === 'these') return among(targets.ids, target.id)
  const { departments, labels, groups } = targets
  return (
    (departments.length === 0 || among(departments, target.department)) &&
    (labels.length === 0 || (target.labels ?? []).some((label) => labels.includes(label))) &&
    (groups.length === 0 || (target.groups ?? []).some((group) => groups.includes(group)))
  )
}

function byRequester(
  { departments, groups }: StandingTerms['requesters'],
  requester: StandingCase['requester'],
): boolean {
  return (
    (departments.length === 0 || among(departments, requester.department)) &&
    (groups.length === 0 || (requester.groups ?? []).some((group) => groups.includes(group)))
  )
}

function withParams(named: StandingTerms['params'], given: StandingCase['params']): boolean {
  const present = Object.keys(given).filter((name) => given[name] !== undefined)
  if (present.some((name) => !Object.hasOwn(named, name))) return false
  return Object.entries(named).every(([name, values]) => {
    if (!Object.hasOwn(given, name) || given[name] === undefined) return false
    const text = canonicalText([given[name]])
    return values.some((value) => canonicalText([value]) === text)
  })
}

const among = (names: readonly string[], name: string | null | undefined): boolean =>
  typeof name === 'string' && names.includes(name)
