import type { Bundle, Rule, RuleObligations } from '../bundle.ts'
import type { Decider } from '../decide.ts'
import { createDecider } from '../decide.ts'
import { uniteObligations } from '../obligations.ts'
import type { ActionClass } from './classes.ts'
import type { DecisionTerms } from './decision-terms.ts'
import { decisionTerms } from './decision-terms.ts'
import type { Asking, Finding } from './question.ts'
import { find } from './question.ts'
import { ask } from './solve.ts'
import type { Term } from './term.ts'
import { and, equal, no, not, or } from './term.ts'
import type { Catalog } from '../load.ts'

export interface RuleFinding {
  rule: string
  file: string
  line: number
  /**
   * `unreachable`: it never matches. `without_effect`: taken out alone, no decision changes. Both are proofs. `unknown` names
   * what could not be judged.
   */
  answer: 'unreachable' | 'without_effect' | 'unknown'
  because: string[]
}

/** The enforced rules that change no decision, whatever comes in. Rules that are shown to matter are left out. */
export async function idleRules(
  asking: Asking,
  bundle: Bundle,
  classes: readonly ActionClass[],
  catalog: Catalog,
): Promise<RuleFinding[]> {
  const found: RuleFinding[] = []
  const decide = createDecider(bundle, { catalog })
  for (const rule of bundle.rules.filter(({ mode }) => mode === 'enforce')) {
    const covering = classes.filter(({ encoded }) => encoded.rules.has(rule.id))
    const without = createDecider(
      { ...bundle, rules: bundle.rules.filter((other) => other !== rule) },
      { catalog },
    )
    const matters = await anyOf(covering, (each) => mattersIn(asking, each, rule, decide, without))
    if (matters.answer === 'possible') continue
    const place = { rule: rule.id, file: rule.file, line: rule.line }
    if (matters.answer === 'unknown') {
      found.push({ ...place, answer: 'unknown', because: matters.because })
      continue
    }
    const never: boolean[] = []
    for (const each of covering) never.push(await neverMatches(asking, each, rule))
    found.push({ ...place, answer: never.every(Boolean) ? 'unreachable' : 'without_effect', because: [] })
  }
  return found
}

/** Possible if it is in one; unknown if it is in none, and not proved in one; else never. */
async function anyOf(
  classes: readonly ActionClass[],
  judge: (each: ActionClass) => Promise<Finding>,
): Promise<Finding> {
  let unknown: Finding | null = null
  for (const each of classes) {
    const finding = await judge(each)
    if (finding.answer === 'possible') return finding
    if (finding.answer === 'unknown') unknown = finding
  }
  return unknown ?? { answer: 'never' }
}

/** Proved: no input makes it match. INVARIANT: not asked of a class that was cut; there it is unknown whether the rule matters. */
async function neverMatches(asking: Asking, { encoded }: ActionClass, rule: Rule): Promise<boolean> {
  const on = encoded.rules.get(rule.id)?.on ?? []
  const anywhere = or(
    ...on.map(({ matches }, at) => (at === 0 ? matches : and(encoded.presence[at - 1] ?? no, matches))),
  )
  const answer = await ask(asking.solve, encoded, anywhere, asking.effort)
  return !answer.found && !answer.unknown
}

function mattersIn(
  asking: Asking,
  { encoded, whole }: ActionClass,
  rule: Rule,
  decide: Decider,
  without: Decider,
): Promise<Finding> {
  const rest = decisionTerms(encoded, (key) => key !== rule.id)
  const question = or(
    differ(whole.permit, rest.permit),
    differ(whole.ask, rest.ask),
    asksMore(encoded.rules, whole, rest, rule),
  )
  return find(asking, encoded, question, (input) => {
    const [one, other] = [decide(input), without(input)]
    return (
      one.effect !== other.effect || JSON.stringify(one.obligations) !== JSON.stringify(other.obligations)
    )
  })
}

export const differ = (left: Term, right: Term): Term => not(equal(left, right))

/** It lets through either way, and nothing else that is asked asks as much. */
function asksMore(
  rules: ReadonlyMap<string, { rule: Rule }>,
  whole: DecisionTerms,
  rest: DecisionTerms,
  { id, obligations }: Rule,
): Term {
  const own = whole.active.get(id) ?? no
  if (asksNothing(obligations)) return no
  const asMuch = [...rest.active]
    .filter(([key]) => coversObligations(rules.get(key)?.rule.obligations ?? {}, obligations))
    .map(([, term]) => term)
  return and(whole.through, rest.through, own, not(or(...asMuch)))
}

const united = (...parts: RuleObligations[]): string => JSON.stringify(uniteObligations(parts))
const asksNothing = (obligations: RuleObligations): boolean => united(obligations) === united()
/** Whether who meets `more` has met `less` too. */
export const coversObligations = (more: RuleObligations, less: RuleObligations): boolean =>
  united(more, less) === united(more)
