import type { DecisionStatement, SignedDecision } from '#contract/statement.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { CheckedDecision } from '#store/decisions.ts'
import type { GateDeps } from '../deps.ts'
import type { Acting, Loaded, Ruling } from './context.ts'
import { type Touched, touchedBy } from './excluded.ts'
import { stepUpMet } from './step-up.ts'
import { fills, quorumMet, type Yes } from './quorum.ts'
import { readRight, yesBy } from './right.ts'

/**
 * `connection`: the person that the first yes named is no longer connected (T4); `approver`: somebody who said yes may not
 * any more, and without them it is not enough.
 */
export type Changed = 'action' | 'connection' | 'obligations' | 'approver'

export type ApprovalVerdict =
  | { kind: 'met'; decisions: CheckedDecision[] }
  | { kind: 'rejected' }
  | { kind: 'open' }
  /** What was said yes to is no longer what would run; nobody's yes on it counts. */
  | { kind: 'void'; changed: Changed }

/**
 * Step 6: the signed statements bound to this hash, request, step, obligations and acting identity, each verified again
 * here, each person entitled now. Nothing is taken from `checkApproval`'s word but the order of events.
 */
export async function approved(
  deps: GateDeps,
  loaded: Loaded,
  acting: Acting,
  ruling: Ruling,
): Promise<ApprovalVerdict> {
  const { approval, decisions } = loaded
  if (!approval) return { kind: 'open' }
  const changed = changedSince(approval, acting, ruling)
  if (changed !== null) return { kind: 'void', changed }
  const bound = {
    step: loaded.proposal?.step,
    actionHash: ruling.actionHash,
    obligations: ruling.obligationsDigest,
  }
  const checked = decisions.filter((each) => each.code === 'ok')
  if (approval.state === 'rejected' || checked.some((each) => each.verdict === 'reject'))
    return { kind: 'rejected' }
  if (approval.state === 'expired' || approval.expires_at.getTime() <= deps.clock()) return { kind: 'open' }
  const counted = await countYeses(deps, loaded, acting, ruling, {
    checked,
    bound,
    touched: touchedBy(ruling),
  })
  return counted.kind === 'lost' ? { kind: 'void', changed: 'approver' } : counted
}

/** What a yes has to be bound to. */
export interface Bound {
  step: number | undefined
  actionHash: string
  obligations: string
}

/** `lost`: not every place is filled, and somebody who said yes may fill none any more. */
type Counted = { kind: 'met'; decisions: CheckedDecision[] } | { kind: 'open' } | { kind: 'lost' }

/** The yeses that fill every place which the ruling asks for. */
export async function countYeses(
  deps: GateDeps,
  loaded: Loaded,
  acting: Acting,
  ruling: Pick<Ruling, 'approvals' | 'obligations'>,
  given: { checked: readonly CheckedDecision[]; bound: Bound; touched: Touched },
): Promise<Counted> {
  const { checked, bound, touched } = given
  const yeses: Yes[] = []
  const counted: CheckedDecision[] = []
  let handedBack = false
  for (const decision of checked) {
    const statement = decision.statement as DecisionStatement
    if (!stands(deps, loaded, acting, ruling, decision, statement, bound)) continue
    const right = await readRight(deps, loaded, statement)
    if (right === null) {
      handedBack = true
      continue
    }
    yeses.push(yesBy(loaded, touched, right, statement.proof))
    counted.push(decision)
  }
  if (quorumMet(ruling.approvals, yeses)) return { kind: 'met', decisions: counted }
  const lost = handedBack || yeses.some((yes) => !ruling.approvals.some((each) => fills(yes, each)))
  return lost ? { kind: 'lost' } : { kind: 'open' }
}

/** What makes every yes on this approval void; null where nothing does. */
export function changedSince(approval: ApprovalRow, acting: Acting, ruling: Ruling): Changed | null {
  if (approval.subject_hash !== ruling.actionHash) return 'action'
  if (approval.obligations_digest !== ruling.obligationsDigest) return 'obligations'
  return approval.act_as !== null && acting.kind !== 'person' ? 'connection' : null
}

function stands(
  deps: GateDeps,
  loaded: Loaded,
  acting: Acting,
  ruling: Pick<Ruling, 'obligations'>,
  decision: CheckedDecision,
  statement: DecisionStatement,
  bound: Bound,
): boolean {
  const signed: SignedDecision = { statement, signature: decision.signature }
  return (
    statement.verdict === 'approve' &&
    statement.tenant === deps.tenant &&
    statement.request === loaded.requestId &&
    statement.step === bound.step &&
    statement.actionHash === bound.actionHash &&
    statement.obligations === bound.obligations &&
    acting.kind === 'person' &&
    statement.actAs?.person === acting.actAs.person &&
    statement.actAs.connection === acting.actAs.connection &&
    stepUpMet(ruling.obligations, statement) &&
    (ruling.obligations.justification !== true || statement.comment !== null) &&
    Date.parse(statement.expiresAt) > deps.clock() &&
    deps.verify(signed, new Date(statement.issuedAt))
  )
}
