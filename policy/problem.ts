import { DexError } from '#contract/error.ts'

/** One thing wrong with a bundle, at its place; `line` and `column` count from 1. */
export interface Problem {
  code: string
  file: string
  line: number
  column: number
  message: string
  mend: string
  rule?: string
}

const shownAtMost = 200

/** All problems at once, so that one round of mending is enough; sorted by place. */
export function bundleInvalid(problems: readonly Problem[]): DexError {
  const sorted = problems.toSorted((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column,
  )
  const first = sorted[0]
  const place = first === undefined ? '' : ` \`${first.file}:${first.line}:${first.column}\` ${first.message}`
  const more = sorted.length > 1 ? ` (and ${sorted.length - 1} more)` : ''
  return new DexError('bundle_invalid', `the policy bundle cannot be used:${place}${more}`, {
    log: `bundle invalid: ${sorted.length} problems, first ${first?.code ?? 'none'}`,
    ...(first === undefined ? {} : { mend: first.mend }),
    extra: { problems: sorted.slice(0, shownAtMost), count: sorted.length },
  })
}
