import type { Term } from './term.ts'
import { and, compare, equal, integer, isLiteral, no, or, text, textOfTerm } from './term.ts'
import type { Truth, Value } from './value.ts'
import { outside, truth } from './value.ts'

export function literal(value: unknown): Value {
  if (typeof value === 'boolean') return truth(value ? 'true' : no)
  if (typeof value === 'string')
    return value.isWellFormed() ? { kind: 'text', term: text(value) } : outside('text')
  return typeof value === 'bigint' ? { kind: 'number', term: integer(value) } : outside('a literal')
}

export function equality(left: Value, right: Value): Truth {
  if (left.kind === 'truth' && right.kind === 'truth')
    return {
      kind: 'truth',
      t: or(and(left.t, right.t), and(left.f, right.f)),
      f: or(and(left.t, right.f), and(left.f, right.t)),
      total: left.total && right.total,
    }
  if ('term' in left && 'term' in right && left.kind === right.kind)
    return truth(equal(left.term, right.term))
  return outside('==')
}

export const ordering = (operator: '<' | '<=' | '>' | '>=', left: Value, right: Value): Truth =>
  'term' in left && 'term' in right && left.kind === right.kind && left.kind !== 'text'
    ? truth(compare(operator, left.term, right.term))
    : outside(operator)

export function arithmetic(operator: '+' | '-', left: Value, right: Value): Value {
  if (!('term' in left) || !('term' in right)) return outside(operator)
  const term = `(${operator} ${left.term} ${right.term})`
  // Numbers may overflow, which errs; moments and spans of a bundle cannot.
  if (left.kind === 'moment' && right.kind === 'moment' && operator === '-') return { kind: 'span', term }
  return left.kind === 'moment' && right.kind === 'span' ? { kind: 'moment', term } : outside(operator)
}

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

export function spanMs(written: string): number {
  let total = 0
  for (const [, amount = '', unit = ''] of written.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g))
    total += Number(amount) * (unitMs[unit] ?? outside('duration'))
  if (!Number.isSafeInteger(total)) return outside('duration')
  return written.startsWith('-') ? -total : total
}

export const onTexts = (
  left: Term,
  right: Term,
  now: (left: string, right: string) => boolean,
  later: Term,
): Term =>
  isLiteral(left) && isLiteral(right) ? (now(textOfTerm(left), textOfTerm(right)) ? 'true' : no) : later
