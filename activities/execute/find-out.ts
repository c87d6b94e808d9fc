import { handsOver } from '#catalog/hands-over.ts'
import type { ActionConnector, Happened } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import { findSecretOf } from '#store/secrets.ts'
import type { GateDeps } from '../deps.ts'
import type { ExecuteOutcome } from '../types.ts'
import { type Callable, callable } from './call.ts'
import { ConnectionNeeded } from './connection-needed.ts'
import type { Loaded } from './context.ts'
import { type Outcome, recordOutcome } from './outcome.ts'
import type { Prepared } from './prepare.ts'
import type { EarlierAttempt } from './settle-earlier.ts'
import { speakingConnector } from './speak.ts'

/**
 * An earlier attempt may have reached the platform. Nobody looks before that attempt's socket is surely closed and the
 * platform has settled (T7). Null: it surely did not happen, and may be called again.
 */
export async function findOut(
  deps: GateDeps,
  prepared: Prepared,
  ledger: NonNullable<Loaded['ledger']>,
): Promise<ExecuteOutcome | null> {
  const { proposal, call } = prepared.loaded
  if (!proposal) throw new DexError('internal', 'a ledger row without a proposal')
  const readable = (ledger.call_not_after?.getTime() ?? 0) + deps.timing.skewMs + call.definition.settlesMs
  const waitMs = readable - deps.clock()
  if (waitMs > 0) throw new DexError('call_in_flight', undefined, { retryAfterMs: waitMs + 50 })
  const intendedAt = ledger.intended_at.toISOString()
  const secret = handsOver(call.definition, call.params)
    ? await deps.database.read(deps.tenant, (tx) =>
        findSecretOf(deps.tenant, tx, prepared.loaded.requestId, proposal.step),
      )
    : null
  // What the platform handed over is kept after it answered: it is the evidence itself.
  const happened = secret ? 'yes' : await lookUp(deps, prepared, proposal.step, intendedAt)
  if (happened === 'no') return null
  const attempt = {
    proposal,
    idempotencyKey: ledger.idempotency_key,
    attempt: ledger.attempt,
    callNotAfter: 0,
    intendedAt,
  }
  const handedOver = secret === null ? {} : secret ? { secretId: secret } : { secretLost: true as const }
  const outcome: Outcome =
    happened === 'yes'
      ? {
          state: 'done',
          result: { fields: { foundByReadBack: true }, requestId: null, ...handedOver },
          readBack: 'yes',
        }
      : { state: 'in_doubt' }
  await recordOutcome(deps, prepared, attempt, outcome)
  return answer(outcome, proposal.step, prepared.loaded)
}

async function lookUp(deps: GateDeps, prepared: Prepared, step: number, since: string): Promise<Happened> {
  const platform = await platformOf(deps, asReader(prepared), step, false)
  return platform.happened(deps.clock() + deps.timing.callMs, since).catch((error: unknown): Happened => {
    if (!isDexError(error) || error.retryable || error instanceof ConnectionNeeded) throw error
    return 'cannot_tell'
  })
}

/** Who called is no longer connected: the investigating delegation looks. */
function asReader(prepared: Prepared): Prepared {
  const { loaded, acting } = prepared
  const { platform } = loaded.call.definition
  const reader = loaded.connections.find((each) => each.platform === platform && each.kind === 'investigate')
  if (acting.kind !== 'open' || !reader) return prepared
  const { person, id, accountId, fingerprint } = reader
  return {
    ...prepared,
    acting: { kind: 'person', actAs: { person, connection: id }, accountId, fingerprint },
  }
}

export function earlierOf(ledger: NonNullable<Loaded['ledger']>): EarlierAttempt {
  const { step, action, action_hash, idempotency_key, attempt, act_as } = ledger
  return { step, action, actionHash: action_hash, idempotencyKey: idempotency_key, attempt, actAs: act_as }
}

export async function platformOf(
  deps: GateDeps,
  prepared: Prepared,
  step: number,
  checked: boolean,
): Promise<Callable> {
  const { loaded, ruling, acting, facts } = prepared
  const { definition } = loaded.call
  const connector: ActionConnector | undefined =
    definition.platform === 'dex'
      ? await speakingConnector(deps, loaded, ruling.actionHash, step)
      : deps.connectors.connectorFor(definition.name)
  if (!connector) throw new DexError('action_unknown')
  return callable(deps, connector, loaded, acting, facts, { step, checked })
}

export function answer(outcome: Outcome, step: number, loaded: Loaded): ExecuteOutcome {
  if (outcome.state === 'done') {
    const { write } = loaded.call.definition
    const seen = loaded.line !== null && outcome.readBack !== null ? { readBack: outcome.readBack } : {}
    return { kind: 'done', step, write, corroborate: corroborates(loaded), ...seen }
  }
  if (outcome.state === 'failed') return { kind: 'failed', step, code: outcome.error.code }
  return { kind: 'in_doubt', step }
}

export const corroborates = (loaded: Loaded): boolean => loaded.call.definition.events.length > 0
