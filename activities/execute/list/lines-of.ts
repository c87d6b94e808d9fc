import { readList } from '#channels/list/read-list.ts'
import { listOf } from '#channels/list/list-of.ts'
import { isDexError } from '#contract/error.ts'
import { bulkSettingsOf } from '#store/bulk.ts'
import type { Ask } from '#contract/request.ts'
import type { Loaded } from '../context.ts'
import { Refusal } from '../refusal.ts'

export interface ProposedLine {
  /** Ordinal among the lines that were given, from 1. */
  line: number
  written: string
  /** As it was written; null: `written` is the target. */
  target: string | null
  params: Record<string, unknown>
  /** Nothing is kept that would put it back. */
  gone?: true
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
    const lines = list.targets.map((written, index) => ({
      line: index + 1,
      written: written.trim(),
      target: list.over?.target ?? null,
      params,
    }))
    return { from: 'model', ignored: [], lines }
  }
  if (ask.takesBackList && call.definition.name === ask.takesBackList.action)
    return {
      from: 'request',
      ignored: [],
      lines: ask.takesBackList.lines.map((line) => takenBack(line, list?.over)),
    }
  const csv = listOf(ask)
  if (csv === null) throw new Refusal('list_malformed', 'the request came with no list: name the targets')
  try {
    const given = readList(csv, linesMax)
    const over = list?.over
    const isParam = (column: string) =>
      Object.hasOwn(definition.params.shape, column) && column !== over?.param
    const isTarget = (column: string) => over !== undefined && column === 'target'
    return {
      from: 'request',
      ignored: given.columns.filter((column) => !isParam(column) && !isTarget(column)),
      lines: given.lines.map(({ line, written, cells }) => {
        const said = Object.entries(cells).filter(([, cell]) => cell !== '')
        const named = said.filter(([column]) => isParam(column))
        const target = said.find(([column]) => isTarget(column))?.[1] ?? over?.target ?? null
        return { line, written, target, params: { ...params, ...Object.fromEntries(named) } }
      }),
    }
  } catch (error) {
    if (isDexError(error, 'list_malformed') || isDexError(error, 'list_too_long'))
      throw new Refusal(error.code, error.message)
    throw error
  }
}

type TakenBack = NonNullable<Ask['takesBackList']>['lines'][number]

/** Under the number that it had; what it names is written as the platform's own id. */
function takenBack(
  { line, target, params }: TakenBack,
  over: { param: string; target: string } | undefined,
): ProposedLine {
  const named = over === undefined ? undefined : params?.[over.param]
  const written = typeof named === 'string' ? named : target
  return {
    line,
    written,
    target: written === target ? null : target,
    params: params ?? {},
    ...(params === null && { gone: true as const }),
  }
}
