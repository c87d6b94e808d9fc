import type { Term } from './term.ts'
import { and, compare, equal, integer, not, or, sum, text, yes } from './term.ts'

export type Sort = 'Bool' | 'String' | 'Int'

/**
 * A list of texts that nothing else is known of: whether it holds each text that a rule names, a few further members (one for
 * each place that could need one of its own), and how many more.
 */
export interface ListVar {
  name: string
  /** Texts that rules name, with the variable that says whether the list holds them. */
  named: Map<string, Term>
  /** Places that may need a member of their own. */
  places: Set<string>
}

/** The variables that one kind of input is made of; a variable exists once something reads it. */
export interface World {
  variable: (name: string, sort: Sort, constraint?: (term: Term) => Term) => Term
  oneOf: (name: string, values: readonly string[]) => Term
  list: (name: string) => ListVar
  holds: (list: ListVar, value: string) => Term
  members: (list: ListVar) => { present: Term; value: Term }[]
  size: (list: ListVar) => Term
  symbol: (name: string) => Term
  /** The name as a solver knows it. */
  plain: (name: string) => string
  declared: () => { name: string; sort: Sort }[]
  lists: () => ListVar[]
  /** Declarations and constraints. */
  script: () => string
}

export function createWorld(): World {
  const sorts = new Map<string, Sort>()
  const constraints = new Map<string, Term>()
  const lists = new Map<string, ListVar>()
  // Each character that a quoted symbol may not hold, by its code point, so that two names stay two.
  const plain = (name: string): string =>
    name.replaceAll(/[^ -~]|[|\\~]/gu, (found) => `~${(found.codePointAt(0) ?? 0).toString(16)}~`)
  const symbol = (name: string): Term => `|${plain(name)}|`

  const variable: World['variable'] = (name, sort, constraint) => {
    const term = symbol(name)
    if (!sorts.has(name)) {
      sorts.set(name, sort)
      if (constraint !== undefined) constraints.set(name, constraint(term))
    }
    return term
  }
  const holds: World['holds'] = (list, value) => {
    const existing = list.named.get(value)
    if (existing !== undefined) return existing
    const made = variable(`${list.name} has ${value}`, 'Bool')
    list.named.set(value, made)
    return made
  }
  const members: World['members'] = (list) => [
    ...[...list.named].map(([value, present]) => ({ present, value: text(value) })),
    ...[...list.places].map((_, at) => ({
      present: variable(`${list.name} member ${at}`, 'Bool'),
      value: variable(`${list.name} member ${at} is`, 'String'),
    })),
  ]
  const listConstraints = (list: ListVar): Term[] => {
    const member = (at: number): Term => variable(`${list.name} member ${at} is`, 'String')
    const apart = [...list.places].flatMap((_, at) =>
      [...list.named.keys()].map((value) => not(equal(member(at), text(value)))),
    )
    // Where a place may stand for any member, a list that holds something has one of its members there.
    if (list.places.size > 0 && sorts.has(`${list.name} more`))
      apart.push(or(equal(symbol(`${list.name} more`), '0'), ...members(list).map(({ present }) => present)))
    return apart
  }
  return {
    symbol,
    plain,
    variable,
    holds,
    members,
    oneOf: (name, values) =>
      variable(name, 'String', (term) => or(...values.map((value) => equal(term, text(value))))),
    list: (name) => {
      const list = lists.get(name) ?? { name, named: new Map<string, Term>(), places: new Set<string>() }
      lists.set(name, list)
      return list
    },
    size: (list) => {
      const more = variable(`${list.name} more`, 'Int', (term) =>
        and(compare('>=', term, '0'), compare('<=', term, integer(1_000))),
      )
      return sum([more, ...members(list).map(({ present }) => `(ite ${present} 1 0)`)])
    },
    declared: () => [...sorts].map(([name, sort]) => ({ name, sort })),
    lists: () => [...lists.values()],
    script: () => {
      const extra = [...lists.values()].flatMap(listConstraints)
      const declarations = [...sorts]
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, sort]) => `(declare-const ${symbol(name)} ${sort})`)
      const asserted = [...constraints.values(), ...extra].filter((term) => term !== yes).toSorted()
      return [...declarations, ...asserted.map((term) => `(assert ${term})`)].join('\n')
    },
  }
}
