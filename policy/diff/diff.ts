import type { ActionDefinition } from '#contract/action.ts'
import type { Decision, DecisionInput } from '#contract/decision.ts'
import type { ActionClass } from '../analyze/classes.ts'
import { classesOf } from '../analyze/classes.ts'
import type { DecisionTerms } from '../analyze/decision-terms.ts'
import type { Encoded } from '../analyze/encode.ts'
import { decisionTerms } from '../analyze/decision-terms.ts'
import type { Asking, Finding } from '../analyze/question.ts'
import { findEach } from '../analyze/question.ts'
import type { Term } from '../analyze/term.ts'
import { and, no, not, or } from '../analyze/term.ts'
import { coversObligations } from '../analyze/rules.ts'
import type { Bundle, Rule, RuleObligations, RunbookMeaning, SecondPerson } from '../bundle.ts'
import { createDecider } from '../decide.ts'
import { meaningOf, runbookMeaning } from '../digest.ts'
import { asksLess } from './asks-less.ts'

export const changeKinds = ['permits', 'asks_less', 'asks', 'asks_more', 'denies'] as const
/** `permits`: runs now with nobody's approval. `asks`: waits for one now. `asks_less`, `asks_more`: lets through as before and demands otherwise. */
export type ChangeKind = (typeof changeKinds)[number]

export interface Change {
  kind: ChangeKind
  action: string
  /** `unknown` names what is outside the analysis; there is no witness then. */
  answer: 'possible' | 'unknown'
  witness: DecisionInput | null
  before: Decision | null
  after: Decision | null
  because: string[]
}

export interface BundleDiff {
  before: string
  after: string
  changes: Change[]
  rules: { added: string[]; removed: string[]; changed: string[] }
  /** What guides the model: no decision changes by it, and people read what it says. */
  runbooks: { removed: string[]; written: RunbookMeaning[] }
  /** Who publishes from then on; null where that stays as it is. */
  secondPerson: SecondPerson | null
}

/** What a change of bundle changes in decisions, over all inputs: each change with an input that both engines were asked about. */
export async function diffBundles(
  asking: Asking,
  before: Bundle,
  after: Bundle,
  catalog: ReadonlyMap<string, ActionDefinition>,
): Promise<BundleDiff> {
  const [decideBefore, decideAfter] = [createDecider(before, { catalog }), createDecider(after, { catalog })]
  const keyed = [
    ...before.rules.map((rule) => [`before ${rule.id}`, rule] as const),
    ...after.rules.map((rule) => [`after ${rule.id}`, rule] as const),
  ]
  const changes: Change[] = []
  for (const each of classesOf(catalog, keyed)) {
    const questions = questionsOf(each)
    for (const kind of changeKinds) {
      const findings = await findEach(asking, each.encoded, each.actions, questions[kind], (input) =>
        kindsOf(decideBefore(input), decideAfter(input)).includes(kind),
      )
      findings.forEach((finding, at) => {
        const action = each.actions[at]?.name ?? ''
        if (finding.answer !== 'never') changes.push(changeOf(kind, action, finding))
      })
    }
  }
  function changeOf(
    kind: ChangeKind,
    action: string,
    finding: Exclude<Finding, { answer: 'never' }>,
  ): Change {
    if (finding.answer === 'unknown')
      return {
        kind,
        action,
        answer: 'unknown',
        witness: null,
        before: null,
        after: null,
        because: finding.because,
      }
    const { witness } = finding
    return {
      kind,
      action,
      answer: 'possible',
      witness,
      before: decideBefore(witness),
      after: decideAfter(witness),
      because: [],
    }
  }
  const order = (change: Change): string => `${changeKinds.indexOf(change.kind)} ${change.action}`
  changes.sort((left, right) => (order(left) < order(right) ? -1 : 1))
  const secondPerson = before.secondPerson === after.secondPerson ? null : after.secondPerson
  return {
    before: before.digest,
    after: after.digest,
    changes,
    rules: ruleChanges(before, after),
    runbooks: runbookChanges(before, after),
    secondPerson,
  }
}

function kindsOf(before: Decision, after: Decision): ChangeKind[] {
  if (before.effect !== after.effect)
    return [after.effect === 'permit' ? 'permits' : after.effect === 'require_approval' ? 'asks' : 'denies']
  if (after.effect === 'deny') return []
  return [
    ...(asksLess(before.obligations, after.obligations) ? (['asks_less'] as const) : []),
    ...(asksLess(after.obligations, before.obligations) ? (['asks_more'] as const) : []),
  ]
}

function questionsOf({ encoded }: ActionClass): Record<ChangeKind, Term> {
  const before = decisionTerms(encoded, (key) => key.startsWith('before '))
  const after = decisionTerms(encoded, (key) => key.startsWith('after '))
  const same = or(and(before.permit, after.permit), and(before.ask, after.ask))
  const [was, is] = [before, after].map((terms) => obligationTerms(encoded, terms)) as [ByMeaning, ByMeaning]
  return {
    permits: and(after.permit, not(before.permit)),
    asks: and(after.ask, not(before.ask)),
    denies: and(before.through, not(after.through)),
    asks_less: and(same, lost(was, is)),
    asks_more: and(same, lost(is, was)),
  }
}

/** What `require` rules ask, and when. */
type ByMeaning = Map<string, { asks: RuleObligations; term: Term }>

function obligationTerms(encoded: Encoded, terms: DecisionTerms): ByMeaning {
  const byMeaning: ByMeaning = new Map()
  for (const [key, term] of terms.active) {
    const { limit: _limit, window: _window, ...asks } = encoded.rules.get(key)?.rule.obligations ?? {}
    const meaning = JSON.stringify(asks)
    if (meaning !== '{}') byMeaning.set(meaning, { asks, term: or(byMeaning.get(meaning)?.term ?? no, term) })
  }
  return byMeaning
}

/** INVARIANT: false only where each thing asked in `from` is covered by one asked in `to`. */
const lost = (from: ByMeaning, to: ByMeaning): Term =>
  or(
    ...[...from.values()].map(({ asks, term }) =>
      and(
        term,
        not(
          or(
            ...[...to.values()]
              .filter((other) => coversObligations(other.asks, asks))
              .map((other) => other.term),
          ),
        ),
      ),
    ),
  )

function ruleChanges(before: Bundle, after: Bundle): BundleDiff['rules'] {
  const [was, is] = [before, after].map(({ rules }) => new Map(rules.map((rule) => [rule.id, rule])))
  const meaning = (rule: Rule): string => JSON.stringify({ ...meaningOf(rule), because: null })
  return {
    added: after.rules.filter(({ id }) => was?.has(id) !== true).map(({ id }) => id),
    removed: before.rules.filter(({ id }) => is?.has(id) !== true).map(({ id }) => id),
    changed: after.rules
      .filter((rule) => {
        const old = was?.get(rule.id)
        return old !== undefined && meaning(old) !== meaning(rule)
      })
      .map(({ id }) => id),
  }
}

function runbookChanges(before: Bundle, after: Bundle): BundleDiff['runbooks'] {
  const say = (runbook: RunbookMeaning): string => JSON.stringify(runbookMeaning(runbook))
  const was = new Map(before.runbooks.map((runbook) => [runbook.id, say(runbook)]))
  const is = new Set(after.runbooks.map(({ id }) => id))
  return {
    removed: before.runbooks.filter(({ id }) => !is.has(id)).map(({ id }) => id),
    written: after.runbooks.filter((runbook) => was.get(runbook.id) !== say(runbook)).map(runbookMeaning),
  }
}
