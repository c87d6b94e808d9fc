import type { Term } from './term.ts'
import { text } from './term.ts'

const all = 're.allchar'
const any = '(re.* re.allchar)'
const classes: Record<string, Term> = {
  d: '(re.range "0" "9")',
  w: '(re.union (re.range "0" "9") (re.range "a" "z") (re.range "A" "Z") (str.to_re "_"))',
  s: '(re.union (str.to_re " ") (str.to_re "\\u{9}") (str.to_re "\\u{a}") (str.to_re "\\u{c}") (str.to_re "\\u{d}"))',
}

class Beyond extends Error {}

/**
 * An RE2 pattern as a regular expression of SMT-LIB that a whole text must match; null for what is not translated (flags, word
 * boundaries, anchors inside, named classes).
 */
export function patternTerm(pattern: string): Term | null {
  let at = 0
  const peek = (): string => pattern[at] ?? ''
  const take = (): string => pattern[at++] ?? ''
  const beyond = (): never => {
    throw new Beyond()
  }

  const alternatives = (top: boolean): Term => {
    const found = [sequence(top)]
    while (peek() === '|') {
      at++
      found.push(sequence(top))
    }
    return found.length === 1 ? (found[0] ?? '') : `(re.union ${found.join(' ')})`
  }
  const sequence = (top: boolean): Term => {
    let before = top ? any : ''
    let after = top ? any : ''
    if (peek() === '^') {
      if (!top) beyond()
      at++
      before = ''
    }
    const parts: Term[] = []
    while (at < pattern.length && peek() !== '|' && peek() !== ')') {
      if (peek() === '$') {
        at++
        const ends = at >= pattern.length || peek() === '|'
        if (!top || !ends) beyond()
        after = ''
        break
      }
      parts.push(repeated(atom()))
    }
    const whole = [before, ...parts, after].filter((part) => part !== '')
    return whole.length === 0
      ? '(str.to_re "")'
      : whole.length === 1
        ? (whole[0] ?? '')
        : `(re.++ ${whole.join(' ')})`
  }
  const repeated = (term: Term): Term => {
    let made = term
    const bounds = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}/.exec(pattern.slice(at))
    if (bounds !== null) {
      at += bounds[0].length
      const [, least = '0', open, most] = bounds
      made =
        open === undefined
          ? `((_ re.^ ${least}) ${made})`
          : most === undefined
            ? `(re.++ ((_ re.^ ${least}) ${made}) (re.* ${made}))`
            : `((_ re.loop ${least} ${most}) ${made})`
    } else if (peek() === '*' || peek() === '+' || peek() === '?')
      made = `(re.${take() === '?' ? 'opt' : pattern[at - 1]} ${made})`
    else return made
    // Lazy or not, the same texts match.
    if (peek() === '?') at++
    return /^[*+{]/.test(peek()) ? beyond() : made
  }
  const atom = (): Term => {
    const character = take()
    if (character === '(') return group()
    if (character === '[') return set()
    if (character === '.') return `(re.diff ${all} (str.to_re "\\u{a}"))`
    if (character === '\\') return escaped()
    if ('*+?{}^$'.includes(character)) return beyond()
    return `(str.to_re ${text(character)})`
  }
  const group = (): Term => {
    if (pattern.startsWith('?:', at)) at += 2
    else if (peek() === '?') beyond()
    const inner = alternatives(false)
    return take() === ')' ? inner : beyond()
  }
  const escaped = (): Term => {
    const character = take()
    const known = classes[character]
    if (known !== undefined) return known
    const negated = classes[character.toLowerCase()]
    if (negated !== undefined) return `(re.diff ${all} ${negated})`
    return /[^\w\s]/.test(character) ? `(str.to_re ${text(character)})` : beyond()
  }
  const set = (): Term => {
    const negated = peek() === '^'
    if (negated) at++
    const parts: Term[] = []
    while (at < pattern.length && peek() !== ']') {
      if (peek() === '[') beyond()
      if (peek() === '\\' && classes[pattern[at + 1] ?? ''] !== undefined) {
        at++
        parts.push(classes[take()] ?? '')
        continue
      }
      const low = single()
      if (peek() === '-' && pattern[at + 1] !== ']') {
        at++
        parts.push(`(re.range ${text(low)} ${text(single())})`)
      } else parts.push(`(str.to_re ${text(low)})`)
    }
    if (take() !== ']' || parts.length === 0) beyond()
    const union = parts.length === 1 ? (parts[0] ?? '') : `(re.union ${parts.join(' ')})`
    return negated ? `(re.diff ${all} ${union})` : union
  }
  const single = (): string => {
    const character = take()
    if (character !== '\\') return character
    const next = take()
    return /[^\w\s]/.test(next) ? next : beyond()
  }

  try {
    const term = alternatives(true)
    return at === pattern.length && pattern.isWellFormed() && !/[\ud800-\udfff]/.test(pattern) ? term : null
  } catch (error) {
    if (error instanceof Beyond) return null
    throw error
  }
}
