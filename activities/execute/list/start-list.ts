import { DexError } from '#contract/error.ts'
import type { Obligations } from '#contract/decision.ts'
import { lockApproval, updateApproval } from '#store/approvals.ts'
import { findList, listLines, type ListRow, updateList } from '#store/bulk.ts'
import { updateRequest } from '#store/requests.ts'
import type { GateDeps } from '../../deps.ts'
import type { ListOutcome } from '../../types.ts'
import { ConnectionNeeded, recordNeeded } from '../connection-needed.ts'
import type { Loaded } from '../context.ts'
import { countYeses } from '../approved.ts'
import { load } from '../load.ts'
import { nameActing } from '../name-acting.ts'
import { rejectStep } from '../reject.ts'
import { logListStatus } from './log-list-status.ts'
import { planOf, standingList } from './standing-list.ts'

/**
 * Sees what people's answers to a list are worth, and lets it begin. INVARIANT: from here on nobody takes a line out: the yes and
 * the beginning are one transaction under the approval's lock. Each line is decided again when its turn comes.
 */
export async function startList(
  deps: GateDeps,
  workflowId: string,
  input: { request: string; list: number },
): Promise<ListOutcome> {
  const { tenant } = deps
  const list = await deps.database.read(tenant, (tx) => findList(tenant, tx, input.request, input.list))
  if (!list) throw new DexError('request_unknown', 'no such list')
  const call = { turn: list.turn, index: list.call_index }
  const loaded = await load(deps, workflowId, { request: input.request, call }, 'list')
  const latest = await latestOf(deps, list)
  if (latest.step !== list.step || latest.state !== 'waiting') return standingList(deps, loaded, latest)
  try {
    return await start(deps, loaded, list)
  } catch (error) {
    if (!(error instanceof ConnectionNeeded)) throw error
    await recordNeeded(deps, loaded, error)
    return { kind: 'needs_connection' }
  }
}

async function latestOf(deps: GateDeps, list: ListRow): Promise<ListRow> {
  let latest = list
  while (latest.replaced_by !== null) {
    const step = latest.replaced_by
    const next = await deps.database.read(deps.tenant, (tx) => findList(deps.tenant, tx, list.request, step))
    if (!next) throw new DexError('internal', 'a list was replaced by none')
    latest = next
  }
  return latest
}

async function start(deps: GateDeps, loaded: Loaded, list: ListRow): Promise<ListOutcome> {
  const { tenant } = deps
  const { requestId, approval, decisions } = loaded
  if (!approval || approval.step !== list.step) throw new DexError('internal', 'a list without an approval')
  const checked = decisions.filter((each) => each.code === 'ok')
  if (approval.state === 'rejected' || checked.some((each) => each.verdict === 'reject'))
    return refuse(deps, loaded, list, 'approval_rejected')
  if (approval.state === 'expired' || approval.expires_at.getTime() <= deps.clock())
    return refuse(deps, loaded, list, 'approval_expired')
  const obligations = approval.obligations as Obligations
  const approvals = obligations.approvals ?? []
  const bound = {
    step: list.step,
    actionHash: approval.subject_hash,
    obligations: approval.obligations_digest,
  }
  // Whether any of them is privileged is read when their line's turn comes.
  const lines = await deps.database.read(tenant, (tx) => listLines(tenant, tx, requestId, list.step))
  const touched = { approvals, ids: lines.map((line) => line.target?.id), privileged: false }
  const given = { checked, bound, touched }
  const acting = nameActing(loaded)
  const counted = await countYeses(deps, loaded, acting, { approvals, obligations }, given)
  if (counted.kind !== 'met') return standingList(deps, loaded, list)
  await deps.database.transaction(tenant, async (tx) => {
    const locked = await lockApproval(tenant, tx, approval.id)
    if (locked?.state !== 'pending' || locked.expires_at.getTime() <= deps.clock())
      throw new DexError('changed_meanwhile', 'the approval')
    const now = new Date(deps.clock())
    await updateApproval(tenant, tx, approval.id, { state: 'approved', closed_at: now })
    await updateList(tenant, tx, requestId, list.step, { state: 'canary', started_at: now })
    await updateRequest(tenant, tx, requestId, { status: 'executing', status_code: null })
    await logListStatus(deps, tx, list, { code: 'started', approval: approval.id })
  })
  return { kind: 'started', risk: loaded.call.definition.risk, ...planOf(loaded.settings, list) }
}

async function refuse(
  deps: GateDeps,
  loaded: Loaded,
  list: ListRow,
  code: 'approval_rejected' | 'approval_expired',
): Promise<ListOutcome> {
  const { tenant } = deps
  const answer = await rejectStep(deps, loaded, code)
  await deps.database.transaction(tenant, (tx) =>
    updateList(tenant, tx, loaded.requestId, list.step, {
      state: 'ended',
      code,
      ended_at: new Date(deps.clock()),
    }),
  )
  return { kind: 'denied', code, giveUp: answer.kind === 'denied' ? answer.giveUp : null }
}
