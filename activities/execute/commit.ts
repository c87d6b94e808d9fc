import { DexError } from '#contract/error.ts'
import { findApproval, updateApproval } from '#store/approvals.ts'
import { useLeaf } from '#store/bulk.ts'
import { findInForce } from '#store/bundles.ts'
import { findConnectionState } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { type CheckedDecision, listDecisions, useDecision } from '#store/decisions.ts'
import { beginCall, findBusy, type LedgerRow } from '#store/ledger.ts'
import { reserveLimit } from '#store/limits.ts'
import { appendLog } from '#store/log.ts'
import { countNotActive } from '#store/people.ts'
import type { ProposalRow } from '#store/proposals.ts'
import { useStanding } from '#store/standing-approvals.ts'
import { lockRequestAndTenant, updateRequest } from '#store/requests.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import { idempotencyKey } from '#vault/hashes.ts'
import type { ApprovalId } from '#contract/ids.ts'
import type { GateDeps } from '../deps.ts'
import { assertNotStopped } from './assert-not-stopped.ts'
import type { Loaded } from './context.ts'
import type { Limit } from './deciding.ts'
import type { Prepared } from './prepare.ts'
import { credentialOnRecord, issueProposal, listOnRecord, objectsOnRecord, stepStands } from './propose.ts'
import { standsIn } from './right.ts'
import { limitWindow } from './rule.ts'
import { keepBefore, type Keeping } from './undo/keep.ts'

export interface Committed {
  proposal: ProposalRow
  idempotencyKey: string
  attempt: number
  callNotAfter: number
  intendedAt: string
}

/**
 * Step 7: ONE transaction that checks again what was decided on, uses up the yeses and limits, and writes ledger and log
 * intent (T6). Any difference throws `changed_meanwhile`: the gate starts over from step 1.
 */
export async function commit(
  deps: GateDeps,
  prepared: Prepared,
  yeses: readonly CheckedDecision[],
  keeping: Keeping | null = null,
): Promise<Committed> {
  const { deciding, loaded, acting, ruling } = prepared
  const now = deps.clock()
  const callNotAfter = now + deps.timing.callMs
  // Before the transaction: everything behind its checks is made in one tick.
  const credential = await credentialOnRecord(deps, acting)
  const committed = await deps.database.transaction(deps.tenant, async (tx, last) => {
    const issued = loaded.proposal === null ? await issueProposal(deps, tx, prepared) : null
    if (issued?.adopted) {
      last()
      await issued.write()
      return null
    }
    const proposal = issued?.row ?? loaded.proposal
    if (!proposal) throw new DexError('internal', 'neither a step nor a new one')
    const key = idempotencyKey({
      tenant: deps.tenant,
      request: loaded.requestId,
      step: proposal.step,
      actionHash: ruling.actionHash,
    })
    const limits = deciding.limits(loaded.call.definition.name)
    // Sent together, in this order; whatever one of them finds, none of them stands without the others.
    const [, , row] = await inOrder([
      () => Promise.all([checkAgain(deps, tx, prepared, yeses), waitForTurn(deps, tx, prepared, key)]),
      () => useUp(deps, tx, prepared, { key, step: proposal.step, yeses, limits, now }),
      () =>
        beginCall(deps.tenant, tx, loaded.ledger && { attempt: loaded.ledger.attempt }, {
          idempotencyKey: key,
          request: loaded.requestId,
          step: proposal.step,
          action: proposal.action,
          actionHash: ruling.actionHash,
          callNotAfter: new Date(callNotAfter),
          actAs: acting.kind === 'person' ? acting.actAs : null,
          fingerprint: acting.kind === 'person' ? acting.fingerprint : null,
          at: new Date(now),
        }),
    ])
    if (!row) throw new DexError('call_in_flight', undefined, { retryAfterMs: deps.timing.callMs })
    last()
    await Promise.all([
      issued?.write(),
      loaded.approval?.state === 'pending' &&
        updateApproval(deps.tenant, tx, loaded.approval.id, {
          state: 'approved',
          closed_at: new Date(now),
        }),
      loaded.call.definition.platform !== 'dex' &&
        loaded.line === null &&
        updateRequest(deps.tenant, tx, loaded.requestId, { status: 'executing', status_code: null }),
      logIntent(deps, tx, prepared, { row, yeses, credential }),
      keepBefore(deps, tx, { request: loaded.requestId, step: proposal.step }, keeping),
    ])
    return {
      proposal,
      idempotencyKey: key,
      attempt: row.attempt,
      callNotAfter,
      intendedAt: row.intended_at.toISOString(),
    }
  })
  if (committed === null) throw stepStands()
  return committed
}

/** Begins all of them at once, and answers as if one had been waited for before the next: the first that fails is what is thrown. */
async function inOrder<First, Second, Third>(
  work: readonly [() => Promise<First>, () => Promise<Second>, () => Promise<Third>],
): Promise<[First, Second, Third]> {
  const [first, second, third] = [work[0](), work[1](), work[2]()]
  for (const each of [second, third]) each.catch(() => undefined)
  return [await first, await second, await third]
}

/** Yeses, limits and standing approvals. */
async function useUp(
  deps: GateDeps,
  tx: Tx,
  prepared: Prepared,
  by: { key: string; step: number; yeses: readonly CheckedDecision[]; limits: readonly Limit[]; now: number },
): Promise<void> {
  const { loaded, facts } = prepared
  const standing = useStandingOf(deps, tx, prepared, by.step, new Date(by.now))
  standing.catch(() => undefined)
  await useYeses(deps, tx, loaded, by.key, by.yeses)
  for (const limit of by.limits) {
    const window = limitWindow(limit, loaded, facts, by.now)
    const place = { ...window, max: limit.max, request: loaded.requestId, step: by.step }
    if (!(await reserveLimit(deps.tenant, tx, place)))
      throw new DexError('changed_meanwhile', 'a limit was used up')
  }
  await standing
}

/**
 * A yes to one action is used up by its call. A yes to a list is used up by the list, and each of its leaves by one call (T20).
 */
async function useYeses(
  deps: GateDeps,
  tx: Tx,
  { line, approval, requestId }: Loaded,
  key: string,
  yeses: readonly CheckedDecision[],
): Promise<void> {
  const { tenant } = deps
  if (line === null || line.list === null || !approval) {
    for (const yes of yeses) await useDecision(tenant, tx, yes.id, key)
    return
  }
  const { list, position } = line
  await useLeaf(tenant, tx, { request: requestId, list, position, idempotencyKey: key })
  const listKey = idempotencyKey({
    tenant,
    request: requestId,
    step: list,
    actionHash: approval.subject_hash,
  })
  for (const yes of yeses) await useDecision(tenant, tx, yes.id, listKey)
}

async function useStandingOf(
  deps: GateDeps,
  tx: Tx,
  { loaded, ruling }: Prepared,
  step: number,
  now: Date,
): Promise<void> {
  if (!ruling.standing) return
  const { id, cap, signers } = ruling.standing
  const use = { id, cap, signatures: signers.length, request: loaded.requestId, step, now }
  if (!(await useStanding(deps.tenant, tx, use)))
    throw new DexError('changed_meanwhile', 'the standing approval')
}

/**
 * Of several that want to change the same thing at the same moment one goes first; the others start over once it is settled, on
 * the facts as they are then. An attempt that can no longer reach the platform holds nobody up.
 */
async function waitForTurn(deps: GateDeps, tx: Tx, { loaded, facts }: Prepared, key: string): Promise<void> {
  const { definition } = loaded.call
  if (!definition.write || definition.platform === 'dex' || facts.target === null) return
  const busyUntil = await findBusy(deps.tenant, tx, { target: facts.target, except: key })
  const waitMs = busyUntil === null ? 0 : busyUntil.getTime() + deps.timing.skewMs - deps.clock()
  if (waitMs > 0) throw new DexError('target_busy', undefined, { retryAfterMs: Math.min(waitMs, 500) })
}

/** Sent together, the lock first: each look is made under it. */
async function checkAgain(
  deps: GateDeps,
  tx: Tx,
  { loaded, acting, ruling }: Prepared,
  yeses: readonly CheckedDecision[],
): Promise<void> {
  const statements = yeses.map((yes) => yes.statement as DecisionStatement)
  const relied = [
    ...statements.flatMap(({ approver, onBehalfOf }) => [
      approver.person,
      ...(onBehalfOf === null ? [] : [onBehalfOf]),
    ]),
    ...(ruling.standing?.signers ?? []),
  ]
  const locked = lockRequestAndTenant(deps.tenant, tx, loaded.requestId)
  const usable = acting.kind === 'person' && findConnectionState(deps.tenant, tx, acting.actAs)
  const asked = yeses.length > 0 ? loaded.approval : null
  const [request, inForce, connection, approval, gone, said] = await Promise.all([
    locked,
    findInForce(deps.tenant, tx),
    usable,
    asked && findApproval(deps.tenant, tx, asked.id as ApprovalId),
    relied.length > 0 && countNotActive(deps.tenant, tx, relied),
    asked && listDecisions(deps.tenant, tx, loaded.requestId, asked.step),
    assertNotStopped(deps, tx, loaded.call.definition),
  ])
  if (!request || request.closed_at !== null) throw new DexError('request_closed')
  if (request.state !== 'active') throw new DexError('tenant_suspended')
  if (inForce.operator !== loaded.inForce.operator || inForce.tenant !== loaded.inForce.tenant) {
    throw new DexError('changed_meanwhile', 'the policy in force')
  }
  // The call borrows what `load` read: it must neither be gone nor have been refreshed since.
  const read = acting.kind === 'person' && loaded.connections.find(({ id }) => id === acting.actAs.connection)
  const stands = connection && read && connection.state === 'active' && connection.version === read.version
  if (usable && !stands) throw new DexError('changed_meanwhile', 'the connection')
  if (gone) throw new DexError('changed_meanwhile', 'somebody who said yes')
  for (const statement of statements.filter((each) => each.onBehalfOf !== null))
    if (!(await standsIn(deps, tx, statement))) throw new DexError('changed_meanwhile', 'a deputy')
  if (asked) {
    const waits = approval && (approval.state === 'pending' || approval.state === 'approved')
    const refused = said && said.some((each) => each.verdict === 'reject' && each.code === 'ok')
    if (!waits || refused || approval.expires_at.getTime() <= deps.clock())
      throw new DexError('changed_meanwhile', 'the approval')
  }
}

async function logIntent(
  deps: GateDeps,
  tx: Tx,
  { loaded, acting, facts, ruling }: Prepared,
  by: {
    row: LedgerRow
    yeses: readonly CheckedDecision[]
    credential: Awaited<ReturnType<typeof credentialOnRecord>>
  },
): Promise<void> {
  const { target } = facts
  const { row, yeses, credential } = by
  await appendLog(deps.tenant, tx, {
    v: 1,
    kind: 'action.intent',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate' },
    request: loaded.requestId,
    step: row.step,
    action: row.action,
    actionHash: ruling.actionHash,
    target: target && { platform: target.platform, type: target.type, id: target.id },
    ...objectsOnRecord(facts),
    actAs: acting.kind === 'person' ? acting.actAs : null,
    ...credential,
    idempotencyKey: row.idempotency_key,
    attempt: row.attempt,
    detail: {
      bundle: ruling.decision.bundle,
      yeses: yeses.map((yes) => yes.id).join(' '),
      ...(ruling.standing === null ? {} : { standing: ruling.standing.id }),
      ...listOnRecord(loaded),
    },
  })
}
