import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { listLinesName, type SealedList } from '#contract/list.ts'
import { countLines, listLines, type ListRow, lockList, updateList } from '#store/bulk.ts'
import { updateProposal } from '#store/proposals.ts'
import { updateRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { GateDeps } from '../../deps.ts'
import type { EndListInput, EndListOutcome } from '../../types.ts'
import { ownRequest } from '../load.ts'
import { tell } from '../tell.ts'
import { logListStatus } from './log-list-status.ts'

/** Lines of each kind that the model is told one by one; the rest are counted. */
const toldMax = 20

/** A list came to its end: what had no turn will have none, and the model hears what came of it. */
export async function endList(
  deps: GateDeps,
  workflowId: string,
  { request, list, code }: EndListInput,
): Promise<EndListOutcome> {
  const { tenant } = deps
  const requestId = request as RequestId
  const now = new Date(deps.clock())
  return deps.database.transaction(tenant, async (tx) => {
    await ownRequest(deps, tx, requestId, workflowId)
    const row = await lockList(tenant, tx, request, list)
    if (!row) throw new DexError('request_unknown', 'no such list')
    if (row.ended_at === null) {
      await tx
        .updateTable('bulk_lines')
        .set({ state: 'skipped', code: code ?? 'not_done', settled_at: now })
        .where('tenant', '=', tenant)
        .where('request', '=', request)
        .where('list', '=', list)
        .where('state', '=', 'waiting')
        // What is under way writes its own end down, when it comes to it.
        .where('step', 'is', null)
        .execute()
    }
    const counts = await countLines(tenant, tx, request, list)
    const outcome = {
      done: counts['done'] ?? 0,
      failed: (counts['failed'] ?? 0) + (counts['denied'] ?? 0),
      inDoubt: counts['in_doubt'] ?? 0,
      skipped: counts['skipped'] ?? 0,
    }
    if (row.ended_at !== null) return outcome
    const key = await deps.keys.request(tenant, requestId)
    if (!key) throw new DexError('sealed')
    const sealed = (await scratchOf(tenant, tx, requestId, key).get(listLinesName(list))) as SealedList
    const lines = await listLines(tenant, tx, request, list)
    await tell(
      tenant,
      tx,
      requestId,
      key,
      { turn: row.turn, index: row.call_index },
      {
        isError: outcome.done === 0,
        content: toldOf(row, sealed, lines, code),
      },
    )
    await updateList(tenant, tx, request, list, { state: 'ended', code, ended_at: now })
    const state = outcome.done === row.size ? 'done' : outcome.inDoubt > 0 ? 'in_doubt' : 'failed'
    await updateProposal(tenant, tx, requestId, list, {
      state: outcome.done > 0 && outcome.inDoubt === 0 ? 'done' : state,
      outcome_code: code ?? (state === 'done' ? 'done' : 'in_part'),
    })
    await updateRequest(tenant, tx, requestId, { status: 'investigating', status_code: null })
    await logListStatus(deps, tx, row, { code: 'ended', detail: { ...outcome, why: code ?? 'all_lines' } })
    return outcome
  })
}

type Line = Awaited<ReturnType<typeof listLines>>[number]

function toldOf(row: ListRow, sealed: SealedList, lines: readonly Line[], code: string | null) {
  const writtenOf = new Map(sealed.lines.map((each) => [each.line, each.written]))
  const of = (...states: string[]) => lines.filter((each) => states.includes(each.state))
  const short = (some: readonly Line[]) =>
    some.slice(0, toldMax).map((each) => ({ written: writtenOf.get(each.line) ?? '', code: each.code }))
  const done = of('done')
  return {
    list: {
      size: row.size,
      done: done.length,
      failed: of('failed', 'denied').length,
      inDoubt: of('in_doubt').length,
    },
    ...(code !== null && { ended: code }),
    readBack: worstOf(done),
    notDone: short(of('failed', 'denied', 'in_doubt', 'skipped')),
    setAside: short(of('aside')),
    hint: 'do not propose the same lines again; escalate what is left',
  }
}

/** What the platform shows of all that is done, the least sure of them. */
function worstOf(done: readonly Line[]): string {
  const seen = done.map((each) => each.read_back)
  if (seen.includes('no')) return 'no'
  return seen.some((each) => each !== 'yes') ? 'cannot_tell' : 'yes'
}
