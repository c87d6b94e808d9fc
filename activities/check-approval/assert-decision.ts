import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { Obligations } from '#contract/decision.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { ConnectionView } from '#store/connections.ts'
import type { ProposalRow } from '#store/proposals.ts'
import type { RequestRow } from '#store/requests.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { GateDeps } from '../deps.ts'
import type { Right } from '../execute/right.ts'
import { yesBy } from '../execute/right.ts'
import { stepUpMet } from '../execute/step-up.ts'
import { fills } from '../execute/quorum.ts'

export interface DecisionCase {
  request: RequestRow
  settings: TenantSettings
  proposal: ProposalRow | undefined
  approval: ApprovalRow | undefined
  /** Of what the lines of a list act on; empty where it is no list. */
  lineTargets: (string | undefined)[]
  connections: ConnectionView[]
  statement: DecisionStatement
  right: Right
}

/** A yes or no on one exact action: on what waits, by someone entitled who is neither author nor target. */
export function assertDecision(deps: GateDeps, found: DecisionCase): void {
  const { approval, proposal, statement, right } = found
  if (!approval || !proposal || approval.state === 'void') throw new DexError('approval_void')
  if (approval.state !== 'pending') throw new DexError('already_decided')
  if (approval.expires_at.getTime() <= deps.clock()) throw new DexError('approval_expired')
  if (
    approval.subject_hash !== statement.actionHash ||
    approval.obligations_digest !== statement.obligations ||
    approval.bundle !== statement.bundle
  ) {
    throw new DexError('statement_mismatch')
  }
  const obligations = approval.obligations as Obligations
  const approvals = obligations.approvals ?? []
  // Whether anything is privileged is read at the gate; here an author may pass only to be looked at again there.
  const touched = {
    approvals,
    ids: [...[proposal.target, ...proposal.objects].map((each) => each?.id), ...found.lineTargets],
    privileged: false,
  }
  const person = statement.approver.person
  const yes = yesBy(found, touched, right, statement.proof)
  const confirms = approvals.some(
    ({ by, confirms }) => confirms && 'person' in by && by.person === person && !right.onBehalfOf,
  )
  if (yes.excluded && !confirms) throw new DexError('approver_excluded')
  // A proof is part of a yes; whoever may fill a place with any proof may say no.
  const asked =
    statement.verdict === 'approve' ? approvals : approvals.map((each) => ({ ...each, proof: [] }))
  if (!approvals.some((each) => fills({ ...yes, proof: null }, { ...each, proof: [] }))) {
    throw new DexError('approver_not_entitled')
  }
  if (!asked.some((each) => fills(yes, each))) throw new DexError('proof_required')
  if (statement.verdict === 'approve') assertApproval(found, obligations)
}

function assertApproval(found: DecisionCase, obligations: Obligations): void {
  const { statement, approval, connections, proposal, request } = found
  if (obligations.justification === true && statement.comment === null)
    throw new DexError('justification_required')
  if (!stepUpMet(obligations, statement)) throw new DexError('step_up_required')
  const { actAs } = statement
  if (actAs === null) throw new DexError('no_acting_identity')
  if (request.channel === 'pro' && actAs.person !== request.requester_person)
    throw new DexError('statement_mismatch', 'it runs as the admin at the console')
  if (
    approval?.act_as &&
    (approval.act_as.person !== actAs.person || approval.act_as.connection !== actAs.connection)
  ) {
    throw new DexError('statement_mismatch', 'it runs as another person')
  }
  const connection = connections.find((each) => each.id === actAs.connection && each.person === actAs.person)
  if (
    !connection ||
    connection.kind === 'investigate' ||
    // A targetless action's platform is the catalog's word.
    connection.platform !== (proposal && catalog.get(proposal.action)?.platform)
  ) {
    throw new DexError('connection_required')
  }
}
