import type { Command } from 'commander'
import { DexError } from '#contract/error.ts'

export interface FilterOptions {
  after: string
  since?: string
  until?: string
  kind?: string
  action?: string
  actor?: string
  request?: string
  outcome?: string
}

/** What `list` and `export` can be narrowed by. */
export const withFilter = (command: Command): Command =>
  command
    .option('--after <seq>', 'only those after this position: go on where the last one ended', '0')
    .option('--since <time>', 'only those of this moment or later, ISO 8601')
    .option('--until <time>', 'only those before this moment')
    .option('--kind <kind>', 'only those of this kind, such as decision')
    .option('--action <name>', 'only those of this action, or of a prefix such as okta.user.*')
    .option('--actor <person>', 'only those of this person, or on their connection')
    .option('--request <id>', 'only those of this request')
    .option('--outcome <code>', 'only those with this code, such as done or policy_denied')

/** As the api takes them. */
export function queryOf(options: FilterOptions): URLSearchParams {
  const { after, since, until, kind, action, actor, request, outcome } = options
  const given = {
    since: momentOf('--since', since),
    until: momentOf('--until', until),
    kind,
    action,
    actor,
    request,
    outcome,
  }
  const query = new URLSearchParams({ after: String(wholeNumber('--after', after)) })
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value)
  return query
}

function momentOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) {
    throw new DexError('usage', `${option} \`${text}\` is not a time`, { mend: 'write 2026-11-22T10:00:00Z' })
  }
  return moment.toISOString()
}

export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new DexError('usage', `${option} \`${text}\` is not a whole number`)
}
