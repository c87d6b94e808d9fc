import { DecisionInput } from '#contract/decision.ts'

export interface LineError {
  id: string | null
  error: { code: 'body_not_json' | 'body_too_large' | 'input_invalid'; message: string; path: string }
}

export type ParsedLine = { ok: true; input: DecisionInput } | { ok: false; error: LineError }

const lineMax = 1_000_000
/** Some editors write it before the first line (RFC 8259, section 8.1). */
const byteOrderMark = '\uFEFF'

/** One JSON line of `dex policy decide`. Never throws; what does not fit names the first wrong place. */
export function parseLine(line: string): ParsedLine {
  if (line.length > lineMax)
    return refused(null, 'body_too_large', `the line is longer than ${lineMax} characters`, '')
  let value: unknown
  try {
    value = JSON.parse(line.startsWith(byteOrderMark) ? line.slice(1) : line)
  } catch {
    return refused(null, 'body_not_json', 'the line is not JSON', '')
  }
  const id = idOf(value)
  try {
    const parsed = DecisionInput.safeParse(value)
    if (parsed.success) return { ok: true, input: parsed.data }
    const issue = parsed.error.issues[0]
    const path = issue?.path.map(String).join('.') ?? ''
    const message = issue?.message ?? 'does not fit'
    return refused(id, 'input_invalid', message.charAt(0).toLowerCase() + message.slice(1), path)
  } catch {
    return refused(id, 'input_invalid', 'the input is nested too deeply', '')
  }
}

const idOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : null

const refused = (
  id: string | null,
  code: LineError['error']['code'],
  message: string,
  path: string,
): ParsedLine => ({
  ok: false,
  error: { id, error: { code, message, path } },
})
