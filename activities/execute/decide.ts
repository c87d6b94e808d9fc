import { isDexError } from '#contract/error.ts'
import { settledBy } from '../check-approval/settled.ts'
import type { GateDeps } from '../deps.ts'
import type { DecideOutcome, GateInput } from '../types.ts'
import { ConnectionNeeded, recordNeeded } from './connection-needed.ts'
import type { Loaded } from './context.ts'
import { load } from './load.ts'
import { recordRefusal } from './outcome.ts'
import { prepareLoaded } from './prepare.ts'
import { propose } from './propose.ts'
import { Refusal } from './refusal.ts'

/** The gate's steps 1 to 5, written down: what policy and code rules say of one proposed write. */
export async function decide(deps: GateDeps, workflowId: string, input: GateInput): Promise<DecideOutcome> {
  const loaded = await load(deps, workflowId, input)
  const answered = alreadyAnswered(loaded)
  if (answered) return answered
  try {
    const prepared = await prepareLoaded(deps, loaded)
    const { proposal, approval, giveUp } = await propose(deps, prepared)
    const { ruling } = prepared
    return {
      step: proposal.step,
      // Nobody is waited for where a standing approval answers; the proposal's row keeps what policy said.
      effect: ruling.standing === null ? ruling.effect : 'permit',
      code: ruling.code,
      risk: loaded.call.definition.risk,
      giveUp,
      approval,
    }
  } catch (error) {
    if (error instanceof ConnectionNeeded) {
      await recordNeeded(deps, loaded, error)
      return { ...undecided(loaded, error.code), needsConnection: true }
    }
    const refusal = asRefusal(error)
    if (refusal === null) throw error
    const giveUp = await recordRefusal(deps, { loaded, ref: input.call }, refusal.code, refusal.reason)
    return { ...undecided(loaded, refusal.code), giveUp }
  }
}

/**
 * Of a step that people answered, or that was begun, nobody is asked again: a workflow that was started again, or reset to before
 * they spoke, goes on to `execute`, which says what stands or weighs their yeses on the facts of that moment.
 */
function alreadyAnswered({ proposal, approval, decisions, ledger, call }: Loaded): DecideOutcome | null {
  if (!proposal) return null
  const begun = ledger !== null || proposal.state === 'done' || approval?.state === 'approved'
  const answered = approval?.state === 'pending' && settledBy(approval.obligations, decisions) !== null
  if (!begun && !answered) return null
  const { step } = proposal
  return { step, effect: 'permit', code: null, risk: call.definition.risk, giveUp: null, approval: null }
}

const undecided = (loaded: Loaded, code: string): DecideOutcome => ({
  step: null,
  effect: 'deny',
  code,
  risk: loaded.call.definition.risk,
  giveUp: null,
  approval: null,
})

/** What is the caller's own mistake or a missing fact, as opposed to a part that does not answer. */
export function asRefusal(error: unknown): { code: string; reason: string } | null {
  if (error instanceof Refusal) return { code: error.code, reason: error.reason }
  if (!isDexError(error) || error.retryable) return null
  const told = [
    'fact_missing',
    'no_policy',
    'platform_not_found',
    'platform_forbidden',
    'platform_invalid',
    'ambiguous',
  ]
  return told.includes(error.code) ? { code: error.code, reason: error.message } : null
}
