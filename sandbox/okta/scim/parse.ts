import { OktaRefusal } from '../errors.ts'

export const comparisons = ['eq', 'ne', 'sw', 'ew', 'co', 'gt', 'ge', 'lt', 'le'] as const
export type Comparison = (typeof comparisons)[number]

export type Expression =
  | { kind: 'compare'; attribute: string; operator: Comparison; value: string }
  | { kind: 'present'; attribute: string }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not'; inner: Expression }

/** What one endpoint's expressions may say. */
export interface Dialect {
  /** Error code of an expression that cannot be read. */
  code: string
  /** Operators of an attribute (`pr` included); null when there is no such attribute. Names are case-sensitive. */
  operators(attribute: string): readonly string[] | null
  /** Whether `not (…)` exists. */
  not: boolean
}

type Token = { kind: 'word' | 'string'; text: string } | { kind: '(' | ')' }

const tokenPattern = /\s*(?:(\()|(\))|("(?:[^"\\]|\\.)*")|([A-Za-z0-9_.:-]+))/y

function tokens(text: string, dialect: Dialect): Token[] {
  const result: Token[] = []
  tokenPattern.lastIndex = 0
  const trimmed = text.trimEnd()
  while (tokenPattern.lastIndex < trimmed.length) {
    const at = tokenPattern.lastIndex
    const match = tokenPattern.exec(trimmed)
    if (!match) throw refused(dialect, `cannot read \`${trimmed.slice(at)}\``)
    if (match[1]) result.push({ kind: '(' })
    else if (match[2]) result.push({ kind: ')' })
    else if (match[3]) result.push({ kind: 'string', text: unquoted(match[3], dialect) })
    else result.push({ kind: 'word', text: match[4] as string })
  }
  return result
}

function unquoted(text: string, dialect: Dialect): string {
  try {
    return JSON.parse(text) as string
  } catch {
    throw refused(dialect, `not a JSON string: \`${text}\``)
  }
}

const refused = (dialect: Dialect, cause: string) => new OktaRefusal(dialect.code, { causes: [cause] })

/** Precedence as the vendor's: attribute operator, parentheses, `and`, `or`. */
export function parseExpression(text: string, dialect: Dialect): Expression {
  const stream = tokens(text, dialect)
  let position = 0
  const peekWord = () => {
    const token = stream[position]
    return token?.kind === 'word' ? token.text.toLowerCase() : null
  }
  const take = <Kind extends Token['kind']>(kind: Kind): Extract<Token, { kind: Kind }> => {
    const token = stream[position]
    if (token?.kind !== kind) throw refused(dialect, `expected ${kind} at part ${position + 1}`)
    position += 1
    return token as Extract<Token, { kind: Kind }>
  }

  const either = (): Expression => {
    let left = both()
    while (peekWord() === 'or') {
      position += 1
      left = { kind: 'or', left, right: both() }
    }
    return left
  }
  const both = (): Expression => {
    let left = single()
    while (peekWord() === 'and') {
      position += 1
      left = { kind: 'and', left, right: single() }
    }
    return left
  }
  const single = (): Expression => {
    if (stream[position]?.kind === '(') {
      position += 1
      const inner = either()
      take(')')
      return inner
    }
    if (dialect.not && peekWord() === 'not' && stream[position + 1]?.kind === '(') {
      position += 1
      return { kind: 'not', inner: single() }
    }
    return comparison()
  }
  const comparison = (): Expression => {
    const attribute = (take('word') as { text: string }).text
    const operator = (take('word') as { text: string }).text.toLowerCase()
    const allowed = dialect.operators(attribute)
    if (!allowed) throw refused(dialect, `unknown attribute \`${attribute}\``)
    if (!allowed.includes(operator))
      throw refused(dialect, `\`${operator}\` does not work on \`${attribute}\``)
    if (operator === 'pr') return { kind: 'present', attribute }
    const token = stream[position]
    const value = token?.kind === 'string' || token?.kind === 'word' ? token.text : null
    if (value === null) throw refused(dialect, `no value for \`${attribute}\``)
    position += 1
    return { kind: 'compare', attribute, operator: operator as Comparison, value }
  }

  const expression = either()
  if (position !== stream.length) throw refused(dialect, `unexpected part ${position + 1}`)
  return expression
}
