import type { ListVar } from './world.ts'
import type { Term } from './term.ts'
import { and, not, or } from './term.ts'

/** Surely true, surely false; neither where the evaluation errs. Both at once never. */
export interface Truth {
  kind: 'truth'
  t: Term
  f: Term
  /** Its evaluation cannot err. */
  total: boolean
}

/** What an expression comes to. `moment` and `span` are counted in milliseconds. */
export type Value =
  | Truth
  | { kind: 'text' | 'number' | 'moment' | 'span'; term: Term }
  | { kind: 'texts'; list: ListVar }
  | { kind: 'items'; items: Value[] }
  | { kind: 'objects' }

export const truth = (t: Term): Truth => ({ kind: 'truth', t, f: not(t), total: true })

/** CEL's `&&` and `||`: what one side decides absorbs the other's error. */
export const both = (left: Truth, right: Truth): Truth => ({
  kind: 'truth',
  t: and(left.t, right.t),
  f: or(left.f, right.f),
  total: left.total && right.total,
})
export const either = (left: Truth, right: Truth): Truth => ({
  kind: 'truth',
  t: or(left.t, right.t),
  f: and(left.f, right.f),
  total: left.total && right.total,
})
export const opposite = ({ t, f, total }: Truth): Truth => ({ kind: 'truth', t: f, f: t, total })
export const choice = (condition: Truth, then: Truth, otherwise: Truth): Truth => ({
  kind: 'truth',
  t: or(and(condition.t, then.t), and(condition.f, otherwise.t)),
  f: or(and(condition.t, then.f), and(condition.f, otherwise.f)),
  total: condition.total && then.total && otherwise.total,
})

/** Thrown for an expression that the analysis has no terms for. */
export class Outside extends Error {}
export const outside = (what: string): never => {
  throw new Outside(what)
}
