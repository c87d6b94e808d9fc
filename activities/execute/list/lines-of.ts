import { readList } from '#channels/list/read-list.ts'
import { listOf } from '#channels/list/list-of.ts'
import { isDexError } from '#contract/error.ts'
import { bulkSettingsOf } from '#store/bulk.ts'
import type { Loaded } from '../context.ts'
import { Refusal } from '../refusal.ts'

export interface ProposedLine {
  /** Ordinal among the lines that were given, from 1. */
  line: number
  written: string
  params: Record<string, unknown>
}

export interface ProposedLines {
  from: 'model' | 'request'
  ignored: string[]
  lines: ProposedLine[]
}

/** The lines as they were given. Throws a `Refusal` for none, for too many, and for a list that cannot be read. */
export function linesOf({ call, ask, settings }: Loaded): ProposedLines {
  const { list, params, definition } = call
  const { linesMax } = bulkSettingsOf(settings)
  if (list?.targets) {
    if (list.targets.length > linesMax)
      throw new Refusal('list_too_long', `${list.targets.length} targets, ${linesMax} are taken`)
    const lines = list.targets.map((written, index) => ({ line: index + 1, written: written.trim(), params }))
    return { from: 'model', ignored: [], lines }
  }
  const csv = listOf(ask)
  if (csv === null) throw new Refusal('list_malformed', 'the request came with no list: name the targets')
  try {
    const given = readList(csv, linesMax)
    const known = (column: string) => Object.hasOwn(definition.params.shape, column)
    return {
      from: 'request',
      ignored: given.columns.filter((column) => !known(column)),
      lines: given.lines.map(({ line, written, cells }) => {
        const named = Object.entries(cells).filter(([column, cell]) => known(column) && cell !== '')
        return { line, written, params: { ...params, ...Object.fromEntries(named) } }
      }),
    }
  } catch (error) {
    if (isDexError(error, 'list_malformed') || isDexError(error, 'list_too_long'))
      throw new Refusal(error.code, error.message)
    throw error
  }
}
