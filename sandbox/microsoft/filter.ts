import { badRequest, GraphRefusal } from './errors.ts'

type Value = string | number | boolean | null
type Row = Record<string, unknown>
type Test = (row: Row) => boolean

export interface Filter {
  test: Test
  /** Whether it is an advanced query, which needs `ConsistencyLevel: eventual` and `$count`. */
  advanced: boolean
}

const token = /\s*(\(|\)|,|:|'(?:[^']|'')*'|[^\s(),':]+(?::\d\d[^\s(),]*)?)/y

/** The part of OData's $filter that the vendor documents for directory objects and logs; anything else is refused. */
export function parseFilter(text: string): Filter {
  const tokens = tokensOf(text)
  let at = 0
  let advanced = false
  const refuse = (): never => {
    throw badRequest(`Invalid filter clause: ${text}`)
  }
  const next = (): string => tokens[at++] ?? refuse()
  const expect = (wanted: string): void => {
    if (next() !== wanted) refuse()
  }

  const either = (): Test => {
    let left = both()
    while (tokens[at] === 'or') {
      at += 1
      const [first, second] = [left, both()]
      left = (row) => first(row) || second(row)
    }
    return left
  }
  const both = (): Test => {
    let left = one()
    while (tokens[at] === 'and') {
      at += 1
      const [first, second] = [left, one()]
      left = (row) => first(row) && second(row)
    }
    return left
  }
  const one = (): Test => {
    const head = next()
    if (head === '(') {
      const inner = either()
      expect(')')
      return inner
    }
    if (head === 'not') {
      advanced = true
      const inner = one()
      return (row) => !inner(row)
    }
    if (head === 'startswith' || head === 'endswith') return affix(head)
    if (head.endsWith('/any')) return any(head.slice(0, -'/any'.length))
    return comparison(head)
  }
  const affix = (name: 'startswith' | 'endswith'): Test => {
    if (name === 'endswith') advanced = true
    expect('(')
    const path = next()
    expect(',')
    const value = String(literal(next())).toLowerCase()
    expect(')')
    return (row) => {
      const held = valueAt(row, path)
      if (typeof held !== 'string') return false
      return name === 'startswith' ? held.toLowerCase().startsWith(value) : held.toLowerCase().endsWith(value)
    }
  }
  const any = (path: string): Test => {
    expect('(')
    const variable = next()
    expect(':')
    const inner = either()
    expect(')')
    return (row) => {
      const list = valueAt(row, path)
      return Array.isArray(list) && list.some((item) => inner({ [variable]: item }))
    }
  }
  const comparison = (path: string): Test => {
    const operator = next()
    const value = literal(next())
    if (operator === 'ne') advanced = true
    if (!['eq', 'ne', 'ge', 'le', 'gt', 'lt'].includes(operator)) refuse()
    return (row) => compare(valueAt(row, path), operator, value)
  }
  const literal = (word: string): Value => {
    if (word.startsWith("'")) return word.slice(1, -1).replaceAll("''", "'")
    if (word === 'null') return null
    if (word === 'true' || word === 'false') return word === 'true'
    if (/^\d{4}-\d\d-\d\d/.test(word)) return word
    return Number.isFinite(Number(word)) ? Number(word) : refuse()
  }

  const test = either()
  if (at !== tokens.length) refuse()
  return { test, advanced }
}

function tokensOf(text: string): string[] {
  const found: string[] = []
  token.lastIndex = 0
  const trimmed = text.trim()
  while (token.lastIndex < trimmed.length) {
    const match = token.exec(trimmed)
    if (!match?.[1]) throw new GraphRefusal(400, 'Request_BadRequest', `Invalid filter clause: ${text}`)
    found.push(match[1])
  }
  return found
}

export const valueAt = (row: Row, path: string): unknown =>
  path.split('/').reduce<unknown>((held, part) => (held as Row | null | undefined)?.[part], row)

function compare(held: unknown, operator: string, value: Value): boolean {
  const [left, right] = [comparable(held), comparable(value)]
  if (operator === 'eq') return left === right
  if (operator === 'ne') return left !== right
  if (left === null || right === null || typeof left !== typeof right) return false
  if (operator === 'ge') return left >= right
  if (operator === 'le') return left <= right
  return operator === 'gt' ? left > right : left < right
}

/** Strings without regard to case, moments by time. */
function comparable(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value.toLowerCase()
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}
