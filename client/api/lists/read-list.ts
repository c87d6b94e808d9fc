import { catalog } from '#catalog/index.ts'
import type { RequestId } from '#contract/ids.ts'
import type { JsonValue } from '#contract/json.ts'
import { listLinesName, type SealedLine, type SealedList } from '#contract/list.ts'
import { countLines, countLinesOf, type LineRow, listLines, listListsOf, type ListRow } from '#store/bulk.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import { listUndoing, listUndoStates, type UndoRow } from '#store/undo-states.ts'
import { scratchOf } from '#store/scratch.ts'
import type { ApiDeps } from '../deps.ts'
import { unlessSealed } from '../unless-sealed.ts'
import { seesContent } from '../requests/see.ts'
import type { Caller } from '../session/caller.ts'
import type { ListSummary, ListView } from './shape.ts'

/** Every list of these requests, also those that others took the place of; by request. */
export async function readLists(
  { tenant }: Caller,
  tx: Tx,
  requests: readonly string[],
): Promise<ReadonlyMap<string, ListSummary[]>> {
  const [rows, counts] = await Promise.all([
    listListsOf(tenant, tx, requests),
    countLinesOf(tenant, tx, requests),
  ])
  const lists = new Map<string, ListSummary[]>(requests.map((request) => [request, []]))
  for (const row of rows) lists.get(row.request)?.push(summaryOf(row, counts(row.request, row.step)))
  return lists
}

/** With each line; what is content only for whom may see it, while it stands. */
export async function readWholeList(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  request: RequestRow,
  row: ListRow,
): Promise<ListView> {
  const { tenant } = caller
  const lines = await listLines(tenant, tx, request.id, row.step)
  const sealed = await sealedList(deps, caller, tx, request, row.step)
  const now = new Date(deps.clock())
  const [states, undoing] = await Promise.all([
    listUndoStates(tenant, tx, { request: request.id, now }),
    listUndoing(tenant, tx, request.id),
  ])
  const contents = new Map(sealed?.lines.map((each) => [each.line, each]))
  return {
    ...summaryOf(row, await countLines(tenant, tx, request.id, row.step)),
    request: request.id,
    from: sealed?.from ?? null,
    ignored: sealed?.ignored ?? [],
    over: sealed?.over ?? null,
    undo: undoOf(row, lines, states),
    undoneBy: undoneBy(undoing.filter((each) => each.step === row.step)),
    lines: lines.map((each) => ({
      line: each.line,
      position: each.position,
      target: each.target && {
        platform: each.target.platform,
        type: each.target.type,
        id: each.target.id,
      },
      step: each.step,
      hash: each.action_hash,
      state: each.state,
      code: each.code,
      readBack: each.read_back,
      settledAt: each.settled_at?.toISOString() ?? null,
      content: contentOf(contents.get(each.line)),
    })),
  }
}

function undoOf(
  { action, ended_at: ended }: ListRow,
  lines: readonly LineRow[],
  states: readonly UndoRow[],
): ListView['undo'] {
  const by = catalog.get(action)?.reversible?.by
  if (ended === null || by === undefined) return null
  const done = lines.filter(({ state }) => state === 'done' || state === 'in_doubt')
  const kept = states.filter((each) => done.some(({ step }) => step === each.step))
  const [first] = kept.map((each) => each.expires_at.getTime()).toSorted((one, other) => one - other)
  if (first === undefined) return null
  return {
    action: by,
    lines: kept.length,
    gone: done.length - kept.length,
    until: new Date(first).toISOString(),
  }
}

function undoneBy(undoing: Awaited<ReturnType<typeof listUndoing>>): ListView['undoneBy'] {
  const last = undoing.at(-1)
  return last === undefined ? null : { request: last.id, status: last.status }
}

function contentOf(line: SealedLine | undefined): ListView['lines'][number]['content'] {
  if (!line) return null
  const { written, params, target, sentence, decided, reason } = line
  return { written, params: params as JsonValue, target, sentence, decided, reason }
}

async function sealedList(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  request: RequestRow,
  step: number,
): Promise<SealedList | null> {
  if (request.closed_at !== null || !seesContent(caller, request)) return null
  const id = request.id as RequestId
  return unlessSealed(async () => {
    const key = await deps.keys.request(caller.tenant, id)
    const found = await scratchOf(caller.tenant, tx, id, key).get(listLinesName(step))
    return (found as SealedList | undefined) ?? null
  })
}

function summaryOf(row: ListRow, counts: Record<string, number>): ListSummary {
  return {
    step: row.step,
    action: row.action,
    hash: row.hash,
    size: row.size,
    state: row.state as ListSummary['state'],
    code: row.code,
    replacedBy: row.replaced_by,
    counts: {
      waiting: counts['waiting'] ?? 0,
      done: counts['done'] ?? 0,
      failed: counts['failed'] ?? 0,
      denied: counts['denied'] ?? 0,
      inDoubt: counts['in_doubt'] ?? 0,
      skipped: counts['skipped'] ?? 0,
      aside: counts['aside'] ?? 0,
    },
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
