/** A term of SMT-LIB 2.6 as text; `true` and `false` are folded away, so that equal questions have equal texts. */
export type Term = string

export const yes: Term = 'true'
export const no: Term = 'false'

export function and(...terms: Term[]): Term {
  const parts = [...new Set(terms)].filter((term) => term !== yes)
  if (parts.includes(no) || contradict(parts)) return no
  return parts.length === 0 ? yes : parts.length === 1 ? (parts[0] ?? yes) : `(and ${parts.join(' ')})`
}

export function or(...terms: Term[]): Term {
  const parts = [...new Set(terms)].filter((term) => term !== no)
  if (parts.includes(yes) || contradict(parts)) return yes
  return parts.length === 0 ? no : parts.length === 1 ? (parts[0] ?? no) : `(or ${parts.join(' ')})`
}

/** Holds a term and its opposite. */
function contradict(parts: readonly Term[]): boolean {
  const all = new Set(parts)
  return parts.some((part) => part.startsWith('(not ') && all.has(part.slice(5, -1)))
}

export function not(term: Term): Term {
  if (term === yes) return no
  if (term === no) return yes
  return term.startsWith('(not ') ? term.slice(5, -1) : `(not ${term})`
}

export const implies = (left: Term, right: Term): Term => or(not(left), right)

/** Literals are compared here; two different texts are never equal. */
export function equal(left: Term, right: Term): Term {
  if (left === right) return yes
  if (isLiteral(left) && isLiteral(right)) return no
  return left < right ? `(= ${left} ${right})` : `(= ${right} ${left})`
}

export const compare = (operator: '<' | '<=' | '>' | '>=', left: Term, right: Term): Term => {
  const [a, b] = [numberOf(left), numberOf(right)]
  if (a === null || b === null) return `(${operator} ${left} ${right})`
  const holds = operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b
  return holds ? yes : no
}

export const isLiteral = (term: Term): boolean => term.startsWith('"') || numberOf(term) !== null

/** Escaped as SMT-LIB's theory of strings does: every character outside printable ASCII by its code point. */
export function text(value: string): Term {
  let escaped = ''
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0
    if (character === '"') escaped += '""'
    else escaped += code >= 32 && code < 127 && character !== '\\' ? character : `\\u{${code.toString(16)}}`
  }
  return `"${escaped}"`
}

export function textOfTerm(term: Term): string {
  return term
    .slice(1, -1)
    .replaceAll('""', '"')
    .replaceAll(
      /\\u\{([0-9a-fA-F]+)\}|\\u([0-9a-fA-F]{4})/g,
      (_, long: string | undefined, short: string | undefined) =>
        String.fromCodePoint(Number.parseInt(long ?? short ?? '20', 16)),
    )
}

export const integer = (value: bigint | number): Term => (value < 0 ? `(- ${-BigInt(value)})` : String(value))

function numberOf(term: Term): bigint | null {
  const match = /^(?:\(- (\d+)\)|(\d+))$/.exec(term)
  if (match === null) return null
  return match[1] === undefined ? BigInt(match[2] ?? 0) : -BigInt(match[1])
}

export const integerOf = (term: Term): bigint => numberOf(term) ?? 0n
export const sum = (terms: readonly Term[]): Term =>
  terms.length === 0 ? '0' : terms.length === 1 ? (terms[0] ?? '0') : `(+ ${terms.join(' ')})`
