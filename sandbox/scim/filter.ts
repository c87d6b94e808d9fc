import { ScimRefusal } from './refusal.ts'

const term = /\s*([A-Za-z][A-Za-z0-9.]*)\s+eq\s+("(?:[^"\\]|\\.)*")\s*/y

/** `attribute eq "value"`, one or several joined by `or` (RFC 7644, 3.4.2.2); strings compare without case. */
export function parseFilter(
  text: string,
  attributes: readonly string[],
): (values: (attribute: string) => readonly string[]) => boolean {
  const terms: { attribute: string; value: string }[] = []
  let at = 0
  for (;;) {
    term.lastIndex = at
    const match = term.exec(text)
    const [, attribute = '', literal = ''] = match ?? []
    if (match === null || !attributes.includes(attribute)) throw invalid(text)
    terms.push({ attribute, value: valueOf(literal, text) })
    at = term.lastIndex
    if (at === text.length) break
    if (!/^or\s/i.test(text.slice(at))) throw invalid(text)
    at += 2
  }
  return (values) =>
    terms.some(({ attribute, value }) => values(attribute).some((each) => each.toLowerCase() === value))
}

function valueOf(literal: string, text: string): string {
  try {
    return (JSON.parse(literal) as string).toLowerCase()
  } catch {
    throw invalid(text)
  }
}

const invalid = (text: string) =>
  new ScimRefusal(400, `cannot read \`${text}\``, { scimType: 'invalidFilter' })
