import type { StandingTerms } from '#contract/standing.ts'
import { type NotCovered, notCovered, type StandingCase } from './standing.ts'

/** A case as the record kept it: whatever was not read is absent, the parameters as a whole too. */
export type RecordedCase = Omit<StandingCase, 'params'> & { params?: StandingCase['params'] }

export type Coverage =
  | { verdict: 'covered' }
  | { verdict: 'not'; why: NotCovered }
  /** Nothing that is known stands against it; these facts are not on record. */
  | { verdict: 'unknown'; facts: string[] }

/** What these terms would have made of a recorded case. INVARIANT: `covered` only where the gate, on the same facts, covers it. */
export function coverageOf(terms: StandingTerms, at: RecordedCase): Coverage {
  const { likely, absent } = assumed(terms, at)
  const why = notCovered(terms, likely)
  if (why !== null) return { verdict: 'not', why }
  return absent.length === 0 ? { verdict: 'covered' } : { verdict: 'unknown', facts: absent.toSorted() }
}

/** The case with each fact that the terms ask for, and that is absent, as they would have it. */
function assumed(terms: StandingTerms, at: RecordedCase): { likely: StandingCase; absent: string[] } {
  const absent: string[] = []
  const either = <Value>(path: string, asked: boolean, known: Value | undefined, wanted: Value) => {
    if (!asked || known !== undefined) return known === undefined ? {} : { value: known }
    absent.push(path)
    return { value: wanted }
  }
  const { requesters, targets } = terms
  const within = targets.kind === 'within' ? targets : { departments: [], labels: [], groups: [] }
  const names = (path: string, asked: readonly string[], known: readonly string[] | null | undefined) =>
    either<readonly string[] | null>(path, asked.length > 0, known, asked)
  const one = (path: string, asked: readonly string[], known: string | null | undefined) =>
    either<string | null>(path, asked.length > 0, known, asked[0] ?? null)
  const privileged = (path: string, known: boolean | null | undefined) => {
    const found = either<boolean | null>(path, true, known, false)
    return 'value' in found ? { privileged: found.value ?? null } : {}
  }
  const put = <Name extends string>(name: Name, found: object) =>
    'value' in found ? { [name]: found.value } : {}
  const own = either('own', targets.kind === 'own' || at.channel === 'go', at.own, true)
  const values = Object.entries(terms.params).map(([name, [first]]) => [name, first] as const)
  const params = either('params', true, at.params, Object.fromEntries(values))
  const likely: StandingCase = {
    ...at,
    requester: {
      ...put('department', one('requester.department', requesters.departments, at.requester.department)),
      ...put('groups', names('requester.groups', requesters.groups, at.requester.groups)),
    },
    target: {
      ...(at.target.id === undefined ? {} : { id: at.target.id }),
      ...put('department', one('target.department', within.departments, at.target.department)),
      ...put('labels', names('target.labels', within.labels, at.target.labels)),
      ...put('groups', names('target.groups', within.groups, at.target.groups)),
      ...privileged('target.privileged', at.target.privileged),
    },
    ...put('own', own),
    objects: at.objects.map((each) => privileged('objects.privileged', each.privileged)),
    params: ('value' in params && params.value) || {},
  }
  return { likely, absent: [...new Set(absent)] }
}
