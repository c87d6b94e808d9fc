import { isDexError } from '#contract/error.ts'
import { exitCodeOf } from './exit-codes.ts'
import type { Io } from './io.ts'
import { visible } from './visible.ts'

/** Says what went wrong and the way out, once for people and with `--json` once as a document; answers the exit code. */
export function reportError(error: unknown, io: Io, json: boolean): number {
  const known = isDexError(error)
  const code = known ? error.code : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  const mend = known ? error.mend : 'this is a fault in dex; run again with DEX_LOG_LEVEL=debug and report it'
  const problems = known ? problemsIn(error.extra.problems) : []
  if (json) {
    const extra =
      problems.length > 0 ? { problems: (error as { extra: { problems: unknown } }).extra.problems } : {}
    io.stdout(`${JSON.stringify({ error: { code, message, mend, ...extra } })}\n`)
  }
  io.stderr(visible(`dex: ${message}\n`))
  for (const problem of problems) io.stderr(visible(`  ${problem}\n`))
  if (mend !== '' && problems.length === 0) io.stderr(visible(`  mend: ${mend}\n`))
  if (known) io.stderr(`  code: ${code}\n`)
  else if (error instanceof Error && io.env.DEX_LOG_LEVEL === 'debug') io.stderr(`${error.stack ?? ''}\n`)
  return exitCodeOf(error)
}

interface Placed {
  code?: string
  file: string
  line: number
  column: number
  message: string
  mend: string
  rule?: string
}

const isPlaced = (value: unknown): value is Placed =>
  typeof value === 'object' && value !== null && 'file' in value && 'line' in value && 'message' in value

/** `file:line:col message [code, rule]` and the mend below, as editors and people know it. */
export function problemsIn(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.filter(isPlaced).map(({ code, file, line, column, message, mend, rule }) => {
    const about = [code, ...(rule === undefined ? [] : [`rule \`${rule}\``])].join(', ')
    return `${file}:${line}:${column} ${message}${about === '' ? '' : ` [${about}]`}\n    mend: ${mend}`
  })
}
