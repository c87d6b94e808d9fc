import { createHash } from 'node:crypto'
import type { Bundle, Rule, RuleMeaning, RunbookMeaning, SecondPerson } from './bundle.ts'
import { byCodeUnits } from './bundle.ts'
import { canonicalText } from './canonical.ts'

/**
 * The meaning of one owner's bundle, without locations: rules by id, sets sorted, defaults written out. Formatting, file
 * layout and order are not in it. `when` is compared as text.
 */
export interface CanonicalBundle {
  apiVersion: 'dex/v1'
  names: Readonly<Record<string, string>>
  rules: RuleMeaning[]
  /** Only where it is not `always`. */
  secondPerson?: SecondPerson
  /** Only where there are any. */
  runbooks?: RunbookMeaning[]
}

type Meant = Pick<Bundle, 'rules' | 'runbooks' | 'names' | 'secondPerson'>

export const meaningOf = (rule: Rule | RuleMeaning): RuleMeaning => ({
  id: rule.id,
  layer: rule.layer,
  scope: rule.scope,
  effect: rule.effect,
  actions: rule.actions,
  when: rule.when,
  obligations: rule.obligations,
  because: rule.because,
  mode: rule.mode,
})

export const runbookMeaning = ({
  id,
  title,
  about,
  language,
  always,
  text,
}: RunbookMeaning): RunbookMeaning => ({ id, title, about, language, always, text })

export const canonicalBundle = (bundle: Meant): CanonicalBundle => ({
  apiVersion: 'dex/v1',
  names: bundle.names,
  rules: bundle.rules.map(meaningOf).toSorted((left, right) => byCodeUnits(left.id, right.id)),
  ...(bundle.secondPerson === 'always' ? {} : { secondPerson: bundle.secondPerson }),
  ...(bundle.runbooks.length === 0 ? {} : { runbooks: bundle.runbooks.map(runbookMeaning) }),
})

/** `sha256:` over the RFC 8785 form of any JSON value. */
export const digestOf = (value: object): string =>
  `sha256:${createHash('sha256').update(canonicalText(value)).digest('hex')}`

export const digestOfBundle = (bundle: Meant): string => digestOf(canonicalBundle(bundle))

/** The digest of what is in force: covers both, and whose is whose. */
export const digestOfUnion = (operator: string, tenant: string): string => digestOf({ operator, tenant })
