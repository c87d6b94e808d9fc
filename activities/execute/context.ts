import type { ActionDefinition, ResolvedObject } from '#contract/action.ts'
import type {
  ApprovalObligation,
  Decision,
  DecisionInput,
  Obligations,
  Provenance,
} from '#contract/decision.ts'
import type { Happened } from '#contract/connector.ts'
import type { Edited } from '#contract/edit.ts'
import type { RequestId } from '#contract/ids.ts'
import type { TurnList } from '#contract/turn.ts'
import type { ActAs } from '#contract/statement.ts'
import type { Ask } from '#contract/request.ts'
import type { InForce } from '#store/bundles.ts'
import type { ConnectionRow } from '#store/connections.ts'
import type { StandingTerms } from '#contract/standing.ts'
import type { StandingCandidate } from '#store/standing-approvals.ts'
import type { CheckedDecision } from '#store/decisions.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { LedgerRow } from '#store/ledger.ts'
import type { ProposalRow } from '#store/proposals.ts'
import type { RequestRow } from '#store/requests.ts'
import type { CodeRule, TenantSettings } from '#store/schema.ts'
import type { DataKey } from '#vault/envelope.ts'
import type { listAccounts, PersonRow } from '#store/people.ts'
import type { CallRef } from '../types.ts'

/** Our own rows of a person. */
export interface KnownPerson {
  found: PersonRow | undefined
  accounts: Awaited<ReturnType<typeof listAccounts>>
}

/** One call, parsed again from our own rows. */
export interface ProposedCall {
  ref: CallRef
  origin: 'model' | 'system' | 'line' | 'person'
  definition: ActionDefinition
  targetId: string | null
  params: Record<string, unknown>
  purpose: string
  /** As it was written where code found the id for it, by `target` or `params.<name>`: what its provenance is told by. */
  written?: Readonly<Record<string, string>>
  /** As it was proposed, where this stands for all lines of a list. */
  list?: TurnList
  /** Where a person changed what the model proposed. */
  edited?: Edited
}

/** Step 1: everything that stands before anything is asked of a platform. */
export interface Loaded {
  requestId: RequestId
  request: RequestRow
  settings: TenantSettings
  inForce: InForce
  key: DataKey
  ask: Ask & { externalId: string | null }
  call: ProposedCall
  /** Hashes of what a person changed into something else in this request. */
  editedAway: ReadonlySet<string>
  /** Values of earlier reads and where they came from (T11); `ref` is the read's `<turn>.<index>`. */
  origins: (OriginRecord & { ref: string })[]
  connections: ConnectionRow[]
  /** Everyone who rules Dex (T8): accounts as `platform:id`, and keyed hashes of their addresses. */
  rulers: { accounts: Set<string>; lookups: Set<string> }
  /** `platform:id` of the OAuth clients that Dex itself is at the platforms (T8). */
  ownClients: Set<string>
  /** Dex roles of a verified requester. */
  requesterRoles: string[]
  /** The requester's own linked account on the action's platform; links are made by sign-in alone (T22). */
  ownAccountId: string | null
  /** What stands of this call from an earlier attempt. */
  proposal: ProposalRow | null
  approval: ApprovalRow | null
  /** What people were asked for of this call before, also where their yeses are void by now. */
  demanded: Obligations | null
  decisions: CheckedDecision[]
  /** Our own rows of those who said something that was heard; what they are entitled to is read when it is counted. */
  sayers: ReadonlyMap<string, KnownPerson>
  ledger: LedgerRow | null
  /** The step before this one is over because the credential that it was to run on is gone. */
  connectionEnded: boolean
  /** Calls of the same action of which nobody can tell whether the platform did them. */
  inDoubt: { actionHash: string; target: string | null; objects: readonly string[] }[]
  /** In force for this action; whether one covers it is told by its signatures and the facts. */
  standingApprovals: StandingCandidate[]
  /** Our own rows of those whose signatures they carry. */
  signers: ReadonlyMap<string, KnownPerson>
  /** The one that this step ran under before. */
  standingUse: string | null
  /** Its place, where it is one line of a list. */
  line: LineAt | null
}

export interface LineAt {
  /** Step of the list; null while the list is still being put together. */
  list: number | null
  size: number
  position: number
  /** Of the line as people said yes to it; null while there is no list. */
  actionHash: string | null
  /** What its caller claims to be the proof that it is in the list; empty while there is no list. */
  proof: readonly string[]
  /** What the platform showed of it, where it is done. */
  seen: Happened | null
  /** Uses of limits by the lines before it that are not written down yet, by rule and scope. */
  earlier: ReadonlyMap<string, number>
}

export interface OriginRecord {
  provenance: Provenance
  values: string[]
  /** The requester's own id and addresses, in what was selected by themselves alone. */
  own?: string[]
  /** Values that people write about themselves: text, or what is lower still. */
  written?: string[]
  /** What of it a verified requester may be told, by field: of their own account, and disclosable by the catalog (T2). */
  told?: Record<string, unknown>
}

/** Step 2. `bot`: what Dex says itself; `person`: on whose delegation; `open`: nobody has said yes yet. */
export type Acting =
  | { kind: 'bot' }
  | { kind: 'person'; actAs: ActAs; accountId: string; fingerprint: string }
  | { kind: 'open' }

/** Step 3. */
export interface Facts {
  target: ResolvedObject | null
  objects: (ResolvedObject & { role: string })[]
  /** The requester's account on the identity source, looked up by their address; null when unknown there. */
  requester: { account: ResolvedObject | null; groups: string[] } | null
  /** Platform-qualified groups of the target's account, where a standing approval names some; null: not read. */
  targetGroups: string[] | null
  /** The target, or an object, belongs to someone who rules Dex (T8). */
  ruler: boolean
}

/** Steps 4 and 5: the gate's answer; the stricter of both wins, both are recorded. */
export interface Ruling {
  effect: Decision['effect']
  code: string | null
  codeRules: CodeRule[]
  decision: Decision
  input: DecisionInput
  obligations: Obligations
  approvals: ApprovalObligation[]
  actionHash: string
  obligationsDigest: string
  /** What stands in for the people that are asked; null: they are asked. */
  standing: Standing | null
}

/** A standing approval that covers this action on these facts; its cap is used up at step 7. */
export interface Standing {
  id: string
  cap: StandingTerms['cap']
  /** Whose signatures were verified. */
  signers: string[]
}
