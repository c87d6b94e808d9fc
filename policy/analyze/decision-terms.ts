import { layers } from '#contract/decision.ts'
import type { Encoded } from './encode.ts'
import type { Term } from './term.ts'
import { and, implies, no, not, or } from './term.ts'

export interface DecisionTerms {
  permit: Term
  ask: Term
  /** All six layers let it through and what is asked can be met. */
  through: Term
  /** For each `require` rule, that it counts as one. */
  active: Map<string, Term>
}

/** The decision over the rules of these keys, as SURFACES combines them. */
export function decisionTerms(encoded: Encoded, includes: (key: string) => boolean): DecisionTerms {
  const rules = [...encoded.rules].filter(([key]) => includes(key)).map(([key, terms]) => ({ key, ...terms }))
  const subjects = encoded.slots + 1
  const layerOn = (layer: string, subject: number): Term => {
    const own = rules.filter(({ rule }) => rule.layer === layer)
    const matching = (effect: string): Term =>
      or(...own.filter(({ rule }) => rule.effect === effect).map(({ on }) => on[subject]?.matches ?? no))
    const errs = or(...own.map(({ on }) => on[subject]?.errs ?? no))
    const shut = or(
      ...own
        .filter(({ rule }) => rule.effect === 'require')
        .map(({ on, closed }) => and(on[subject]?.matches ?? no, closed)),
    )
    return and(not(errs), not(matching('deny')), not(shut), matching('allow'))
  }
  const lets = layers.map((layer) => {
    if (layer !== 'target') return layerOn(layer, 0)
    return and(
      ...Array.from({ length: subjects }, (_, subject) =>
        subject === 0
          ? layerOn(layer, 0)
          : implies(encoded.presence[subject - 1] ?? no, layerOn(layer, subject)),
      ),
    )
  })
  const active = new Map(
    rules
      .filter(({ rule }) => rule.effect === 'require')
      .map(({ key, on, closed }) => {
        const somewhere = or(
          ...on.map(({ matches }, subject) =>
            subject === 0 ? matches : and(encoded.presence[subject - 1] ?? no, matches),
          ),
        )
        return [key, and(somewhere, not(closed))] as const
      }),
  )
  const through = and(...lets, not(unsatisfiable(encoded, active)))
  const asked = or(
    ...[...active]
      .filter(([key]) => encoded.rules.get(key)?.rule.obligations.approval !== undefined)
      .map(([, term]) => term),
  )
  return { permit: and(through, not(asked)), ask: and(through, asked), through, active }
}

/** Approvals of one approver set whose lists of proofs have nothing in common. */
function unsatisfiable(encoded: Encoded, active: ReadonlyMap<string, Term>): Term {
  const bySet = new Map<string, { term: Term; proof: readonly string[] }[]>()
  for (const [key, term] of active) {
    const approval = encoded.rules.get(key)?.rule.obligations.approval
    if (approval === undefined || approval.proof.length === 0) continue
    const set = JSON.stringify(approval.by)
    bySet.set(set, [...(bySet.get(set) ?? []), { term, proof: approval.proof }])
  }
  return or(
    ...[...bySet.values()].map((all) => {
      const methods = new Set(all.flatMap(({ proof }) => proof))
      const lacking = [...methods].map((method) =>
        or(...all.filter(({ proof }) => !proof.includes(method)).map(({ term }) => term)),
      )
      return and(or(...all.map(({ term }) => term)), ...lacking)
    }),
  )
}
