import type { ApprovalObligation, ApproverSet, Layer, OpenHours } from '#contract/decision.ts'
import type { Conditions } from './cel/conditions.ts'

/** A file as the caller read it; `path` is shown to people and never opened here. */
export interface SourceFile {
  path: string
  text: string
}

/** Keys that are absent match everything. */
export interface Scope {
  tenant?: string
  platform?: string
  type?: string
  label?: string
  department?: string
  /** Whose department; the requester's when absent. */
  of?: 'requester' | 'target'
}

export interface LimitObligation {
  max: number
  /** A duration such as `1h` or `1d`. */
  per: string
  by: 'tenant' | 'requester' | 'target' | 'rule' | 'request'
}

/** Obligations of one rule, defaults written out. */
export interface RuleObligations {
  approval?: ApprovalObligation
  justification?: true
  limit?: LimitObligation
  window?: OpenHours
  step_up?: { maxAge: string }
  dry_run?: true
  notify?: string[]
  undo?: { keep: string }
}

export type Effect = 'allow' | 'deny' | 'require'
export type Owner = 'operator' | 'tenant'

/** What a rule means; the digest covers these fields and no others. */
export interface RuleMeaning {
  id: string
  layer: Layer
  scope: Scope
  effect: Effect
  /** Sorted; each exact, a prefix ending in `.*`, or `*`. */
  actions: readonly string[]
  /** CEL; null means always. */
  when: string | null
  obligations: RuleObligations
  because: string | null
  mode: 'enforce' | 'shadow'
}

export interface Rule extends RuleMeaning {
  owner: Owner
  /** Location, outside the digest. */
  file: string
  line: number
}

/** For which changes of bundle a second person is asked: for all, or for those alone that loosen something (T14). */
export type SecondPerson = 'always' | 'loosening'

/** Languages whose words the search knows in their forms (PostgreSQL, "Full Text Search", configurations). */
export const runbookLanguages = [
  'danish',
  'dutch',
  'english',
  'finnish',
  'french',
  'german',
  'italian',
  'norwegian',
  'portuguese',
  'simple',
  'spanish',
  'swedish',
] as const
export type RunbookLanguage = (typeof runbookLanguages)[number]

/** How the organization does things, in Markdown. INVARIANT: it guides the model and decides nothing; only rules do. */
export interface RunbookMeaning {
  id: string
  title: string
  /** Further words by which it is found; sorted. */
  about: readonly string[]
  language: RunbookLanguage
  /** Told with every request; the others where they are found. */
  always: boolean
  text: string
}

export interface Runbook extends RunbookMeaning {
  /** Location, outside the digest. */
  file: string
}

export interface Bundle {
  /** `sha256:` and 64 hex digits, over the meaning. */
  digest: string
  /** Sorted by id, in code units. */
  rules: readonly Rule[]
  /** Sorted by id, in code units; no decision reads them. */
  runbooks: readonly Runbook[]
  /** Readable names of roles, groups, labels and people, by id; never used to decide. */
  names: Readonly<Record<string, string>>
  /** The operator's word; `always` unless it says otherwise. */
  secondPerson: SecondPerson
  /** Who wrote it; `united` for the operator's and a tenant's together. */
  owner: Owner | 'united'
  /** The tenant whose own rules these include; null when none or not known. */
  tenant: string | null
  /** What was compiled when the rules were checked, so that a decider need not do it again; not in copies of the bundle. */
  readonly conditions?: Conditions
}

/** Not enumerable: no part of what a bundle says. */
export const withConditions = (bundle: Bundle, conditions: Conditions): Bundle =>
  Object.defineProperty(bundle, 'conditions', { value: conditions })

export type { ApprovalObligation, ApproverSet }

/** Order by code units: the same on every machine, whatever its locale. */
export const byCodeUnits = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
