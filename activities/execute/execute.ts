import { setTimeout } from 'node:timers/promises'
import type { Happened } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { CheckedDecision } from '#store/decisions.ts'
import { updateRequest } from '#store/requests.ts'
import type { GateDeps } from '../deps.ts'
import type { ExecuteOutcome, GateInput } from '../types.ts'
import { approved, type ApprovalVerdict } from './approved.ts'
import type { Callable } from './call.ts'
import { commit, type Committed } from './commit.ts'
import { ConnectionNeeded, recordNeeded } from './connection-needed.ts'
import type { Loaded } from './context.ts'
import { asRefusal } from './decide.ts'
import { answer, corroborates, earlierOf, findOut, platformOf } from './find-out.ts'
import { load } from './load.ts'
import { type Outcome, recordOutcome, recordRefusal } from './outcome.ts'
import { prepareLoaded, type Prepared } from './prepare.ts'
import { propose, type Proposed } from './propose.ts'
import { lineApproved } from './list/line-approved.ts'
import { refuseLine } from './list/refuse-line.ts'
import { rejectStep } from './reject.ts'
import { settleEarlier } from './settle-earlier.ts'
import { readBefore } from './undo/keep.ts'

/**
 * The gate: all nine steps, the one way to a platform. Its input is ids; what runs is what policy and people allow on
 * the facts of this moment, once.
 */
export async function execute(deps: GateDeps, workflowId: string, input: GateInput): Promise<ExecuteOutcome> {
  const loaded = await load(deps, workflowId, input) // 1
  const standing = alreadySettled(loaded)
  if (standing) return standing
  try {
    const prepared = await prepareLoaded(deps, loaded) // 2 to 5
    return await run(deps, prepared)
  } catch (error) {
    if (error instanceof ConnectionNeeded) {
      await recordNeeded(deps, loaded, error)
      return { kind: 'needs_connection' }
    }
    if (isDexError(error, 'writes_stopped')) await sayStopped(deps, loaded)
    const refusal = asRefusal(error)
    if (refusal === null) throw error
    if (loaded.ledger?.state === 'calling') {
      // What it was about cannot be read any more; it may be so because it was done.
      await settleEarlier(deps, loaded, earlierOf(loaded.ledger), 'in_doubt', 'in_doubt')
      return { kind: 'in_doubt', step: loaded.ledger.step }
    }
    if (loaded.line !== null) return refuseLine(deps, loaded, refusal.code)
    const giveUp = await recordRefusal(deps, { loaded, ref: input.call }, refusal.code, refusal.reason)
    return { kind: 'denied', step: null, code: refusal.code, giveUp }
  }
}

/** Why it waits, for whoever looks at the request. */
async function sayStopped(deps: GateDeps, { requestId }: Loaded): Promise<void> {
  const change = { status: 'executing', status_code: 'writes_stopped' }
  await deps.database.transaction(deps.tenant, (tx) => updateRequest(deps.tenant, tx, requestId, change))
}

/** An outcome that stands is returned, never made again. */
function alreadySettled(loaded: Loaded): ExecuteOutcome | null {
  const { proposal, ledger, call } = loaded
  if (!proposal) return null
  const { write } = call.definition
  if (proposal.state === 'done')
    return { kind: 'done', step: proposal.step, write, corroborate: corroborates(loaded), ...seenOf(loaded) }
  if (ledger?.state === 'failed')
    return { kind: 'failed', step: proposal.step, code: ledger.outcome_code ?? 'internal' }
  if (ledger?.state === 'in_doubt') return { kind: 'in_doubt', step: proposal.step }
  return null
}

const seenOf = ({ line }: Loaded): { readBack?: Happened } => (line?.seen ? { readBack: line.seen } : {})

async function run(deps: GateDeps, prepared: Prepared): Promise<ExecuteOutcome> {
  const { loaded, acting, ruling } = prepared
  // First of all, whatever is allowed by now: what an earlier attempt may have done is found out.
  if (loaded.ledger?.state === 'calling') {
    const settled = await findOut(deps, prepared, loaded.ledger)
    if (settled) return settled
  }
  if (ruling.effect === 'deny') {
    if (loaded.ledger)
      await settleEarlier(deps, loaded, earlierOf(loaded.ledger), 'failed', 'changed_meanwhile')
    if (loaded.line !== null) return refuseLine(deps, loaded, ruling.code ?? 'policy_denied', prepared)
    return denied(await propose(deps, prepared), ruling.code)
  }
  if (loaded.line !== null) {
    const met = await lineApproved(deps, prepared) // 6
    if ('code' in met) return refuseLine(deps, loaded, met.code, prepared)
    return carryOut(deps, prepared, met.decisions)
  }

  const verdict: ApprovalVerdict =
    ruling.effect === 'permit' || ruling.standing !== null
      ? { kind: 'met', decisions: [] }
      : await approved(deps, loaded, acting, ruling) // 6
  if (verdict.kind === 'rejected') return rejectStep(deps, loaded)
  if (verdict.kind !== 'met') {
    if (loaded.ledger) {
      await settleEarlier(deps, loaded, earlierOf(loaded.ledger), 'failed', 'changed_meanwhile')
      throw new DexError('changed_meanwhile', 'an earlier attempt is over')
    }
    if (loaded.approval?.state === 'expired') return rejectStep(deps, loaded, 'approval_expired')
    const changed = verdict.kind === 'void' ? verdict.changed : null
    const { proposal, approval } = await propose(deps, prepared, changed)
    if (!approval) throw new DexError('changed_meanwhile')
    const ended = loaded.connectionEnded || changed === 'connection'
    return {
      kind: 'needs_approval',
      step: proposal.step,
      approval,
      ...(ended && { connectionEnded: true as const }),
    }
  }

  return carryOut(deps, prepared, verdict.decisions)
}

async function carryOut(
  deps: GateDeps,
  prepared: Prepared,
  yeses: readonly CheckedDecision[],
): Promise<ExecuteOutcome> {
  const { loaded } = prepared
  const { definition } = loaded.call
  const limited = prepared.deciding.limits(definition.name).length > 0
  const ledgered = definition.write || yeses.length > 0 || limited
  const keeping = definition.write ? await readBefore(deps, prepared) : null
  const committed = ledgered ? await commit(deps, prepared, yeses, keeping) : null // 7
  const outcome = await callOnce(deps, prepared, committed) // 8
  const { step } = await recordOutcome(deps, prepared, committed, outcome) // 9
  return answer(outcome, step, loaded)
}

function denied(proposed: Proposed, code: string | null): ExecuteOutcome {
  return {
    kind: 'denied',
    step: proposed.proposal.step,
    code: code ?? 'policy_denied',
    giveUp: proposed.giveUp,
  }
}

/** Calls, and reads a write back. A retryable error leaves the ledger in `calling`: the next attempt looks first. */
async function callOnce(deps: GateDeps, prepared: Prepared, committed: Committed | null): Promise<Outcome> {
  const platform = await platformOf(deps, prepared, committed?.proposal.step ?? 0, committed !== null)
  const { write, settlesMs, platform: name } = prepared.loaded.call.definition
  try {
    const result = await platform.call(committed?.callNotAfter ?? deps.clock() + deps.timing.callMs)
    // A comment's own id is the evidence that it was said.
    const readBack =
      write && committed && name !== 'dex'
        ? await readBackSettled(deps, platform, committed, settlesMs)
        : null
    return { state: 'done', result, readBack }
  } catch (error) {
    if (committed && error instanceof ConnectionNeeded) {
      // Surely not done: whoever has to say yes says it again once that person is connected.
      const { proposal, idempotencyKey, attempt } = committed
      const { step, action, action_hash: actionHash } = proposal
      const actAs = prepared.acting.kind === 'person' ? prepared.acting.actAs : null
      const earlier = { step, action, actionHash, idempotencyKey, attempt, actAs }
      await settleEarlier(deps, prepared.loaded, earlier, 'failed', error.code)
      throw new DexError('changed_meanwhile', 'the connection')
    }
    if (!isDexError(error) || error.retryable || error instanceof ConnectionNeeded) throw error
    return { state: 'failed', error }
  }
}

/** Whether the world is as intended; a platform that needs time to show it gets what its action states. */
async function readBackSettled(
  deps: GateDeps,
  platform: Callable,
  committed: Committed,
  settlesMs: number,
): Promise<Happened> {
  const until = deps.clock() + settlesMs
  for (;;) {
    const happened = await platform
      .happened(deps.clock() + deps.timing.callMs, committed.intendedAt)
      .catch(() => 'cannot_tell' as const)
    if (happened === 'yes' || deps.clock() >= until) return happened
    await setTimeout(200)
  }
}
