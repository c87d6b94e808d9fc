import { setTimeout } from 'node:timers/promises'
import type { ActionConnector, Happened } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { GateDeps } from '../deps.ts'
import type { ExecuteOutcome, GateInput } from '../types.ts'
import { approved, type ApprovalVerdict } from './approved.ts'
import { type Callable, callable } from './call.ts'
import { commit, type Committed } from './commit.ts'
import type { Loaded } from './context.ts'
import { asRefusal } from './decide.ts'
import { load } from './load.ts'
import { type Outcome, recordOutcome, recordRefusal } from './outcome.ts'
import { prepareLoaded, type Prepared } from './prepare.ts'
import { propose, type Proposed } from './propose.ts'
import { rejectStep } from './reject.ts'
import { speakingConnector } from './speak.ts'

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
    const refusal = asRefusal(error)
    if (refusal === null) throw error
    const giveUp = await recordRefusal(deps, { loaded, ref: input.call }, refusal.code, refusal.reason)
    return { kind: 'denied', step: null, code: refusal.code, giveUp }
  }
}

/** An outcome that stands is returned, never made again. */
function alreadySettled(loaded: Loaded): ExecuteOutcome | null {
  const { proposal, ledger, call } = loaded
  if (!proposal) return null
  const { write } = call.definition
  if (proposal.state === 'done')
    return { kind: 'done', step: proposal.step, write, corroborate: corroborates(loaded) }
  if (ledger?.state === 'failed')
    return { kind: 'failed', step: proposal.step, code: ledger.outcome_code ?? 'internal' }
  if (ledger?.state === 'in_doubt') return { kind: 'in_doubt', step: proposal.step }
  return null
}

const corroborates = (loaded: Loaded): boolean => loaded.call.definition.events.length > 0

async function run(deps: GateDeps, prepared: Prepared): Promise<ExecuteOutcome> {
  const { loaded, acting, ruling } = prepared
  const { definition } = loaded.call
  if (ruling.effect === 'deny') return denied(await propose(deps, prepared), ruling.code)

  const verdict: ApprovalVerdict =
    ruling.effect === 'permit' ? { kind: 'met', decisions: [] } : await approved(deps, loaded, acting, ruling) // 6
  if (verdict.kind === 'rejected') return rejectStep(deps, loaded)
  if (verdict.kind !== 'met') {
    if (loaded.approval?.state === 'expired') return rejectStep(deps, loaded, 'approval_expired')
    const { proposal, approval } = await propose(deps, prepared)
    if (!approval) throw new DexError('changed_meanwhile')
    return { kind: 'needs_approval', step: proposal.step, approval }
  }

  if (loaded.ledger?.state === 'calling') {
    const settled = await settleDoubt(deps, prepared, loaded.ledger)
    if (settled) return settled
  }
  const limited = prepared.deciding.limits(definition.name).length > 0
  const ledgered = definition.write || verdict.decisions.length > 0 || limited
  const committed = ledgered ? await commit(deps, prepared, verdict.decisions) : null // 7
  const outcome = await callOnce(deps, prepared, committed) // 8
  const { step } = await recordOutcome(deps, prepared, committed, outcome) // 9
  return answer(outcome, step, definition.write, corroborates(loaded))
}

function denied(proposed: Proposed, code: string | null): ExecuteOutcome {
  return {
    kind: 'denied',
    step: proposed.proposal.step,
    code: code ?? 'policy_denied',
    giveUp: proposed.giveUp,
  }
}

function answer(outcome: Outcome, step: number, write: boolean, corroborate: boolean): ExecuteOutcome {
  if (outcome.state === 'done') return { kind: 'done', step, write, corroborate }
  if (outcome.state === 'failed') return { kind: 'failed', step, code: outcome.error.code }
  return { kind: 'in_doubt', step }
}

async function platformOf(deps: GateDeps, prepared: Prepared, step: number): Promise<Callable> {
  const { loaded, ruling, acting, facts } = prepared
  const { definition } = loaded.call
  const connector: ActionConnector | undefined =
    definition.platform === 'dex'
      ? await speakingConnector(deps, loaded, ruling.actionHash, step)
      : deps.connectors.connectorFor(definition.name)
  if (!connector) throw new DexError('action_unknown')
  return callable(deps, connector, loaded, acting, facts, step)
}

/**
 * An earlier attempt may have reached the platform. Nobody looks before that attempt's socket is surely closed and the
 * platform has settled (T7). Null: it surely did not happen, and may be called again.
 */
async function settleDoubt(
  deps: GateDeps,
  prepared: Prepared,
  ledger: NonNullable<Loaded['ledger']>,
): Promise<ExecuteOutcome | null> {
  const { proposal, call } = prepared.loaded
  if (!proposal) throw new DexError('internal', 'a ledger row without a proposal')
  const readable = (ledger.call_not_after?.getTime() ?? 0) + deps.timing.skewMs + call.definition.settlesMs
  const waitMs = readable - deps.clock()
  if (waitMs > 0) throw new DexError('call_in_flight', undefined, { retryAfterMs: waitMs + 50 })
  const platform = await platformOf(deps, prepared, proposal.step)
  const intendedAt = ledger.intended_at.toISOString()
  const happened = await platform.happened(deps.clock() + deps.timing.callMs, intendedAt)
  if (happened === 'no') return null
  const attempt = {
    proposal,
    idempotencyKey: ledger.idempotency_key,
    attempt: ledger.attempt,
    callNotAfter: 0,
    intendedAt,
  }
  const outcome: Outcome =
    happened === 'yes'
      ? { state: 'done', result: { fields: { foundByReadBack: true }, requestId: null }, readBack: 'yes' }
      : { state: 'in_doubt' }
  await recordOutcome(deps, prepared, attempt, outcome)
  return answer(outcome, proposal.step, call.definition.write, corroborates(prepared.loaded))
}

/** Calls, and reads a write back. A retryable error leaves the ledger in `calling`: the next attempt looks first. */
async function callOnce(deps: GateDeps, prepared: Prepared, committed: Committed | null): Promise<Outcome> {
  const platform = await platformOf(deps, prepared, committed?.proposal.step ?? 0)
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
    if (!isDexError(error) || error.retryable) throw error
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
