import type { ConnectorResult, Happened } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { resultForModel } from '#model/results.ts'
import { findCall, recordCall } from '#store/calls.ts'
import type { Tx } from '#store/database.ts'
import { settle } from '#store/ledger.ts'
import { appendLog } from '#store/log.ts'
import { type ProposalRow, updateProposal } from '#store/proposals.ts'
import { updateRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { GateDeps } from '../deps.ts'
import type { Committed } from './commit.ts'
import type { Loaded } from './context.ts'
import { originOfResult } from './origins.ts'
import type { Prepared } from './prepare.ts'
import {
  credentialOnRecord,
  decisionOnRecord,
  type Issued,
  issueProposal,
  listOnRecord,
  objectsOnRecord,
} from './propose.ts'
import { settleLine } from './list/settle-line.ts'
import { editedInWords, tell } from './tell.ts'
import { keepAfter, readAfter } from './undo/keep.ts'

export type Outcome =
  | { state: 'done'; result: ConnectorResult; readBack: Happened | null }
  | { state: 'failed'; error: DexError }
  | { state: 'in_doubt' }

/**
 * Step 9: the outcome with the platform's own request id, in ledger, log and what the model is told: one transaction.
 * Throws `call_in_flight` when another attempt took over meanwhile; what it finds out counts, not this one.
 */
export async function recordOutcome(
  deps: GateDeps,
  prepared: Prepared,
  committed: Committed | null,
  outcome: Outcome,
): Promise<{ step: number }> {
  const { tenant } = deps
  const { loaded, acting, facts, ruling } = prepared
  const { requestId, call } = loaded
  const code = outcome.state === 'failed' ? outcome.error.code : outcome.state
  const requestIdAtPlatform = platformRequestId(outcome)
  const credential = await credentialOnRecord(deps, acting)
  const step = committed?.proposal.step ?? null
  const after =
    step !== null && outcome.state === 'done' ? await readAfter(deps, { loaded, facts, step }) : null
  return deps.database.transaction(tenant, async (tx, last) => {
    const { proposal, issued } = await proposalOf(deps, tx, prepared, committed)
    const settled =
      committed &&
      (await settle(tenant, tx, committed.idempotencyKey, committed.attempt, {
        state: outcome.state,
        outcome_code: code,
        platform_request_id: requestIdAtPlatform,
        settled_at: new Date(deps.clock()),
      }))
    // An attempt that was overtaken writes nothing.
    if (settled === false) throw new DexError('call_in_flight', undefined, { retryAfterMs: 1_000 })
    if (committed !== null && call.definition.reversible?.back !== undefined)
      await keepAfter(deps, tx, { request: requestId, step: proposal.step }, { state: outcome.state, after })
    const wrote = call.definition.platform !== 'dex' && call.definition.write && loaded.line === null
    last()
    await Promise.all([
      issued?.write(),
      updateProposal(tenant, tx, requestId, proposal.step, {
        state: outcome.state,
        outcome_code: code,
        ...(call.origin === 'system' ? { shown_at: new Date(deps.clock()) } : {}),
      }),
      loaded.line === null
        ? tellOutcome(deps, tx, prepared, outcome)
        : settleLine(deps, tx, loaded, {
            state: outcome.state,
            code,
            read_back: outcome.state === 'done' ? outcome.readBack : null,
          }),
      wrote && updateRequest(tenant, tx, requestId, { status: 'investigating', status_code: null }),
      appendLog(tenant, tx, {
        v: 1,
        kind: call.definition.write ? 'action.outcome' : 'action.read',
        at: new Date(deps.clock()).toISOString(),
        by: { role: 'gate' },
        request: requestId,
        step: proposal.step,
        action: proposal.action,
        actionHash: proposal.action_hash,
        target: facts.target && {
          platform: facts.target.platform,
          type: facts.target.type,
          id: facts.target.id,
        },
        actAs: acting.kind === 'person' ? acting.actAs : null,
        ...objectsOnRecord(facts),
        ...credential,
        ...(committed ? { idempotencyKey: committed.idempotencyKey, attempt: committed.attempt } : {}),
        platform: { requestId: requestIdAtPlatform },
        ...(call.definition.write ? {} : decisionOnRecord(ruling)),
        code,
        ...detailOf(outcome, loaded),
      }),
    ])
    return { step: proposal.step }
  })
}

/** The step that stands, or the one that is issued now: of a read that nothing was committed for. */
async function proposalOf(
  deps: GateDeps,
  tx: Tx,
  prepared: Prepared,
  committed: Committed | null,
): Promise<{ proposal: ProposalRow; issued: Issued | null }> {
  const proposal = committed?.proposal ?? prepared.loaded.proposal
  if (proposal !== null) return { proposal, issued: null }
  const issued = await issueProposal(deps, tx, prepared)
  return { proposal: issued.row, issued }
}

/** Whether it was seen, and under which id a secret was kept. */
function detailOf(outcome: Outcome, loaded: Loaded): { detail?: Record<string, string | number> } {
  const { readBack = null, result } =
    outcome.state === 'done' ? outcome : { result: undefined, readBack: undefined }
  const detail = {
    ...listOnRecord(loaded),
    ...(readBack !== null && { readBack }),
    ...(result?.secretId !== undefined && { secret: result.secretId }),
    ...(result?.secretLost === true && { secret: 'lost' }),
  }
  return Object.keys(detail).length === 0 ? {} : { detail }
}

function platformRequestId(outcome: Outcome): string | null {
  if (outcome.state === 'done') return outcome.result.requestId
  if (outcome.state === 'in_doubt') return null
  const id = outcome.error.extra['platformRequestId']
  return typeof id === 'string' ? id : null
}

async function tellOutcome(deps: GateDeps, tx: Tx, prepared: Prepared, outcome: Outcome): Promise<void> {
  const { tenant } = deps
  const { loaded, facts } = prepared
  const { requestId, key, call } = loaded
  if (outcome.state === 'done') {
    const { fields } = outcome.result
    const checked = {
      ...(outcome.readBack !== null && { readBack: outcome.readBack }),
      ...(outcome.result.secretId !== undefined && { secret: 'kept for the person who approved' }),
      ...(outcome.result.secretLost === true && {
        secret: 'lost on the way: nobody has seen it and nobody can; what is still needed is proposed anew',
      }),
    }
    const name = `origins/${call.ref.turn}/${call.ref.index}`
    await Promise.all([
      tell(tenant, tx, requestId, key, call.ref, {
        isError: false,
        content: { result: resultForModel(fields), ...checked, ...editedInWords(call) },
      }),
      !call.definition.write &&
        scratchOf(tenant, tx, requestId, key).put(name, originOfResult(loaded, facts, fields)),
    ])
    return
  }
  const content =
    outcome.state === 'failed'
      ? { failed: outcome.error.code, message: outcome.error.message }
      : { failed: 'in_doubt', message: 'it cannot be told whether the platform did it; a person looks' }
  return tell(tenant, tx, requestId, key, call.ref, {
    isError: true,
    content: { ...content, ...editedInWords(call) },
  })
}

/** A call that cannot become an action: counted, told, logged. */
export async function recordRefusal(
  deps: GateDeps,
  refused: { loaded: Pick<Loaded, 'requestId' | 'request' | 'key' | 'settings'>; ref: Loaded['call']['ref'] },
  code: string,
  reason: string,
): Promise<string | null> {
  const { requestId, request, key, settings } = refused.loaded
  return deps.database.transaction(deps.tenant, async (tx) => {
    const standing = await findCall(deps.tenant, tx, requestId, refused.ref)
    const denials = request.denials + (standing ? 0 : 1)
    await recordCall(deps.tenant, tx, requestId, { ...refused.ref, step: null, code })
    await updateRequest(deps.tenant, tx, requestId, { denials })
    await tell(deps.tenant, tx, requestId, key, refused.ref, {
      isError: true,
      content: { denied: code, reason },
    })
    if (!standing) {
      await appendLog(deps.tenant, tx, {
        v: 1,
        kind: 'decision',
        at: new Date(deps.clock()).toISOString(),
        by: { role: 'gate' },
        request: requestId,
        code,
        detail: { turn: refused.ref.turn, index: refused.ref.index },
      })
    }
    return denials >= settings.bounds.denials ? 'budget_exhausted' : null
  })
}
