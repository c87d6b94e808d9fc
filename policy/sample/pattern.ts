/** A text that a pattern is likely to match: of each choice the first, of each repetition the fewest. Whoever asks checks it. */
export function textOfPattern(pattern: string): string {
  let at = 0
  const peek = (): string => pattern[at] ?? ''
  const take = (): string => pattern[at++] ?? ''

  const alternatives = (): string => {
    const first = sequence()
    while (peek() === '|') {
      at++
      sequence()
    }
    return first
  }
  const sequence = (): string => {
    let made = ''
    while (at < pattern.length && peek() !== '|' && peek() !== ')') made += repeated()
    return made
  }
  const repeated = (): string => {
    const one = atom()
    const bounds = /^\{(\d+)(?:,\d*)?\}\??/.exec(pattern.slice(at))
    if (bounds !== null) {
      at += bounds[0].length
      return one.repeat(Math.min(Number(bounds[1]), timesMost))
    }
    const sign = /^[*+?]\??/.exec(pattern.slice(at))
    if (sign === null) return one
    at += sign[0].length
    return sign[0].startsWith('+') ? one : ''
  }
  const atom = (): string => {
    const character = take()
    if (character === '^' || character === '$') return ''
    if (character === '.') return 'a'
    if (character === '\\') return ofClass(take())
    if (character === '[') return set()
    if (character !== '(') return character
    const looks = /^\?(?:<?[=!])/.exec(pattern.slice(at))
    const opening = looks ?? /^\?(?::|<\w+>)/.exec(pattern.slice(at))
    at += opening?.[0].length ?? 0
    const inner = alternatives()
    at++
    return looks === null ? inner : ''
  }
  const set = (): string => {
    const start = at - 1
    const negated = peek() === '^'
    if (negated) at++
    let first: string | null = null
    while (at < pattern.length && (peek() !== ']' || first === null)) {
      const character = take()
      const meant = character === '\\' ? ofClass(take()) : character
      first ??= meant
    }
    at++
    return negated ? outsideOf(pattern.slice(start, at)) : (first ?? '')
  }
  return alternatives()
}

const timesMost = 500

/** A character that a negated set takes. */
function outsideOf(set: string): string {
  try {
    const takes = new RegExp(`^${set}$`)
    return ['a', '0', '_', 'Z', '-', ' ', '~'].find((character) => takes.test(character)) ?? 'a'
  } catch {
    return 'a'
  }
}

const classes: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', W: '-', b: '', B: '' }
const ofClass = (name: string): string => classes[name] ?? name
