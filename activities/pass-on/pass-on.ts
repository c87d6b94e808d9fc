import { approvalViewName } from '#contract/approval-view.ts'
import type { Obligations } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { ApprovalId, RequestId } from '#contract/ids.ts'
import { newApprovalId } from '#contract/new-id.ts'
import { overAt, passedOn, passesOn } from '#policy/timetable.ts'
import {
  type ApprovalRow,
  findApproval,
  findApprovalOf,
  findNextApprovals,
  insertApproval,
  lockApproval,
} from '#store/approvals.ts'
import { findList, listLines } from '#store/bulk.ts'
import { moveCalls } from '#store/calls.ts'
import { listUsable } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { findProposal, lockRequest, type ProposalRow } from '#store/proposals.ts'
import type { RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { TenantSettings } from '#store/schema.ts'
import { findSettings } from '#store/tenants.ts'
import type { GateDeps } from '../deps.ts'
import { issueAgain, replaceList } from '../execute/list/replace-list.ts'
import { ownRequest } from '../execute/load.ts'
import { demandOf, logAsked } from '../execute/propose.ts'
import { askedOf, timesOf, waitOf } from '../execute/times.ts'
import { logVoid, voidApproval } from '../execute/void-approval.ts'
import { clocksOf, skipTooFew, type WhoIsAsked } from '../execute/who-is-asked.ts'
import type { PassedOn, PassOnInput } from '../types.ts'

interface At {
  request: RequestRow
  settings: TenantSettings
  approval: ApprovalRow
  proposal: ProposalRow
}

/**
 * Asks those who come next, once the time of those before is over. INVARIANT: that it is over is the word of our own row and the gate's
 * clock, whoever asks (T1); it is asked under a step of its own, so that nothing said to those before counts here, nor the other way
 * round. Repeated, it finds what stands. Null where nothing is to be passed on.
 */
export async function passOn(
  deps: GateDeps,
  workflowId: string,
  input: PassOnInput,
): Promise<PassedOn | null> {
  const requestId = input.request as RequestId
  const found = await deps.database.read(deps.tenant, (tx) =>
    find(deps, tx, workflowId, requestId, input.step),
  )
  if (found === null) return null
  const { approval, settings, touched, connections } = found
  if (approval.state !== 'pending') return standing(deps, found)
  const leftMs = approval.expires_at.getTime() - deps.clock()
  if (leftMs > 0)
    throw new DexError('changed_meanwhile', 'its time is not over', {
      retryAfterMs: Math.min(leftMs, 60_000),
    })
  const asked = askedOf(approval)
  if (approval.too_few || !passesOn(asked)) return null
  const over = overAt(asked)
  const next = passedOn(asked, deps.clock(), clocksOf(settings), (_, at) => asked.deadlines[at] === over)
  const asking = { ...found, touched: { ...touched, approvals: [...next.approvals] }, connections }
  const who = await skipTooFew(deps, asking, next, 'nobody_answered')
  return deps.database.transaction(deps.tenant, async (tx) => {
    await lockRequest(tx, { tenant: deps.tenant, request: requestId })
    const locked = await lockApproval(deps.tenant, tx, approval.id)
    if (locked?.state !== 'pending') throw new DexError('changed_meanwhile', 'the approval')
    const row = await ask(deps, tx, { ...found, approval: locked }, who)
    return { step: row.step, size: await sizeOf(deps, tx, row), approval: waitOf(deps, settings, row) }
  })
}

async function find(deps: GateDeps, tx: Tx, workflowId: string, requestId: RequestId, step: number) {
  const { tenant } = deps
  const request = await ownRequest(deps, tx, requestId, workflowId)
  const [settings, approval, proposal, lines] = await Promise.all([
    findSettings(tenant, tx),
    findApprovalOf(tenant, tx, requestId, step),
    findProposal(tenant, tx, requestId, step),
    listLines(tenant, tx, requestId, step),
  ])
  if (!settings || !approval || !proposal) return null
  const connections = await listUsable(tenant, tx, { person: null, connection: null })
  const ids = [proposal.target, ...proposal.objects, ...lines.map((line) => line.target)].map(
    (each) => each?.id,
  )
  return { request, settings, approval, proposal, connections, touched: { ids, privileged: false } }
}

/** What an attempt before this one did. */
async function standing(deps: GateDeps, { approval, settings }: At): Promise<PassedOn | null> {
  if (approval.ended_code !== 'passed_on') return null
  return deps.database.read(deps.tenant, async (tx) => {
    const next = (await findNextApprovals(deps.tenant, tx, [approval])).get(approval.id)
    const row = next === undefined ? undefined : await findApproval(deps.tenant, tx, next as ApprovalId)
    if (row?.state !== 'pending') return null
    return { step: row.step, size: await sizeOf(deps, tx, row), approval: waitOf(deps, settings, row) }
  })
}

const sizeOf = async (deps: GateDeps, tx: Tx, { subject_kind, request, step }: ApprovalRow) =>
  subject_kind === 'list' ? ((await findList(deps.tenant, tx, request, step))?.size ?? null) : null

async function ask(deps: GateDeps, tx: Tx, at: At, who: WhoIsAsked): Promise<ApprovalRow> {
  const { tenant } = deps
  const { settings, approval, proposal } = at
  const request = approval.request as RequestId
  const key = await deps.keys.request(tenant, request)
  if (!key) throw new DexError('request_unknown')
  const scratch = scratchOf(tenant, tx, request, key)
  const { obligations, obligationsDigest: digest } = demandOf(
    approval.obligations as Obligations,
    who.approvals,
  )
  const asks = {
    obligations: JSON.stringify(obligations),
    obligations_digest: digest,
    ...timesOf(deps, settings, who),
  }
  if (approval.subject_kind === 'list') {
    const list = await findList(tenant, tx, request, approval.step)
    if (!list) throw new DexError('internal', 'a list without its row')
    const lines = await listLines(tenant, tx, request, list.step)
    const replaced = { approval, list, proposal, lines, taken: new Set(), scratch }
    return replaceList(deps, tx, replaced, { end: 'passed_on', by: null, asks })
  }
  const now = new Date(deps.clock())
  await voidApproval(deps, tx, at, { end: 'passed_on', by: null, at: now })
  const row = await issueAgain(deps, tx, proposal, { hash: proposal.action_hash, digest, now })
  await moveCalls(tenant, tx, request, { from: proposal.step, to: row.step })
  const asked = await insertApproval(tenant, tx, {
    id: newApprovalId(),
    request,
    step: row.step,
    subject_kind: approval.subject_kind,
    subject_hash: approval.subject_hash,
    version: 1,
    state: 'pending',
    bundle: approval.bundle,
    act_as: null,
    ...asks,
  })
  await scratch.putOnce(approvalViewName(asked.id), await scratch.get(approvalViewName(approval.id)))
  await logVoid(deps, tx, at, { by: null, at: now, detail: { changed: 'passed_on', instead: row.step } })
  await logAsked(deps, tx, asked, { action: proposal.action, instead: approval.id })
  return asked
}
