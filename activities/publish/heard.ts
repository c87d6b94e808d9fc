import type { Obligations } from '#contract/decision.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { CheckedDecision } from '#store/decisions.ts'
import type { GateDeps } from '../deps.ts'
import { quorumMet, type Yes } from '../execute/quorum.ts'
import { type LoadedPublication, publicationStep } from './load.ts'
import { entitlementOrNull, isAuthor } from './second-person.ts'

export type Heard = { kind: 'met'; yeses: CheckedDecision[] } | { kind: 'rejected' } | { kind: 'open' }

/** What people said, each signature and entitlement verified again; nothing is taken from `checkApproval`'s word but the order. */
export async function heard(
  deps: GateDeps,
  loaded: LoadedPublication,
  approval: ApprovalRow,
): Promise<Heard> {
  const checked = loaded.decisions.filter((each) => each.code === 'ok')
  const standing = checked.filter((each) => stands(deps, loaded, approval, each))
  if (standing.some((each) => each.verdict === 'reject')) return { kind: 'rejected' }
  if (approval.state !== 'pending' || approval.expires_at.getTime() <= deps.clock()) return { kind: 'open' }
  const yeses: Yes[] = []
  const counted: CheckedDecision[] = []
  for (const each of standing) {
    const { person } = (each.statement as DecisionStatement).approver
    const entitled = await entitlementOrNull(deps, loaded, person)
    // It cannot be told now: the wait goes on.
    if (entitled === null) continue
    if (await isAuthor(deps, loaded, person, entitled)) continue
    yeses.push({ person, roles: entitled.roles, groups: entitled.groups, proof: null, excluded: false })
    counted.push(each)
  }
  const { approvals = [] } = approval.obligations as Obligations
  const met = approvals.length > 0 && quorumMet(approvals, yeses)
  return met ? { kind: 'met', yeses: counted } : { kind: 'open' }
}

function stands(
  deps: GateDeps,
  loaded: LoadedPublication,
  approval: ApprovalRow,
  decision: CheckedDecision,
): boolean {
  const statement = decision.statement as DecisionStatement
  return (
    statement.verdict === decision.verdict &&
    statement.tenant === deps.tenant &&
    statement.request === loaded.row.id &&
    statement.step === publicationStep &&
    statement.actionHash === loaded.statement.digest &&
    statement.actionHash === approval.subject_hash &&
    statement.obligations === approval.obligations_digest &&
    statement.bundle === loaded.statement.united &&
    statement.actAs === null &&
    statement.onBehalfOf === null &&
    Date.parse(statement.expiresAt) > deps.clock() &&
    deps.verify({ statement, signature: decision.signature }, new Date(statement.issuedAt))
  )
}
