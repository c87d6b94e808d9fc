import type { AccountCount, Happened } from '#contract/connector.ts'
import type { Effect } from '#contract/decision.ts'
import type { SignedLogHead } from '#contract/log-head.ts'
import type { RequestStatus } from '#contract/request.ts'
import type { SignedDecision } from '#contract/statement.ts'

/** Names one call: of a model turn, one line of a list, or a fixed text that the workflow itself wants said. */
export type CallRef =
  | { turn: number; index: number }
  | { turn: number; index: number; line: LineRef }
  | {
      turn: number
      index: number
      say: { action: 'dex.reply.public' | 'dex.reply.internal'; template: string }
    }

/** A place in a list that people signed, and the proof that it is one: hashes in hex, from the leaf upwards. All claims. */
export interface LineRef {
  list: number
  position: number
  proof: string[]
}

export interface ThinkInput {
  request: string
  turn: number
  /** Scratch names of what people said since the turn before: instructions of the team, answers of the requester. */
  instructions: string[]
}

/** What a turn asks for: indexes, names and codes; the arguments stay in scratch. */
export type ThinkOutcome =
  | {
      kind: 'calls'
      calls: { index: number; action: string; write: boolean; platform: string }[]
      tokens: number
    }
  | { kind: 'list'; call: { index: number; action: string }; tokens: number }
  | { kind: 'ask'; call: { index: number; action: string }; wait: AnswerWait; tokens: number }
  | { kind: 'wait'; ms: number; tokens: number }
  | { kind: 'resolve'; template: 'resolved' | 'resolved_unchecked' | 'declined'; tokens: number }
  | { kind: 'escalate'; tokens: number }
  | { kind: 'unusable'; code: string; tokens: number }

/** How long a question waits, in milliseconds. */
export interface AnswerWait {
  remindInMs: number
  reminders: number
  closeInMs: number
}

export interface GateInput {
  request: string
  call: CallRef
}

export interface ApprovalWait {
  id: string
  /** Milliseconds from now. */
  remindInMs: number
  expiresInMs: number
  otherwise: 'escalate' | 'deny'
  /** Others are asked once the time is over. */
  passesOn?: true
}

/** The gate's answer on steps 1 to 5. */
export interface DecideOutcome {
  step: number | null
  effect: Effect
  code: string | null
  risk: string
  /** Set when the request is to be handed over: the same denial twice, or too many in all. */
  giveUp: string | null
  approval: ApprovalWait | null
  /** Somebody has to connect again first; nothing was decided. */
  needsConnection?: true
}

/** `readBack` is told of lines: what the platform showed of the change. */
export type ExecuteOutcome =
  | { kind: 'done'; step: number; write: boolean; corroborate: boolean; readBack?: Happened }
  | { kind: 'denied'; step: number | null; code: string; giveUp: string | null }
  | { kind: 'failed'; step: number; code: string }
  | { kind: 'in_doubt'; step: number }
  /** `connectionEnded`: it is asked anew, since the person whom the yes before named is no longer connected. */
  | { kind: 'needs_approval'; step: number; approval: ApprovalWait; connectionEnded?: true }
  /** A delegation that is due is no longer honoured: the request waits for the person whose it is. */
  | { kind: 'needs_connection' }

export interface ListInput {
  request: string
  call: { turn: number; index: number }
}

/** What the workflow needs to know of a list that waits for people. */
export interface ListWait {
  /** Step of the list. */
  list: number
  size: number
  approval: ApprovalWait
}

/** How a list is carried out: configuration of the tenant. */
export interface ListPlan {
  list: number
  size: number
  canary: number
  width: number
  failurePercent: number
}

export type ListOutcome =
  | ({ kind: 'waiting'; risk: string } & ListWait)
  | ({ kind: 'started'; risk: string } & ListPlan)
  /** It came to its end before; nothing of it is done again. */
  | { kind: 'ended' }
  | { kind: 'denied'; code: string; giveUp: string | null }
  | { kind: 'needs_connection' }

export interface ProveInput {
  request: string
  list: number
  from: number
  count: number
}

export interface SteerInput {
  request: string
  list: number
  state: 'canary' | 'running' | 'paused' | 'held' | 'connecting'
  code: string | null
}

export interface EndListInput {
  request: string
  list: number
  /** Why it ended before all lines had their turn; null: they had. */
  code: string | null
}

export interface EndListOutcome {
  done: number
  failed: number
  inDoubt: number
  skipped: number
}

export interface CheckInput {
  request: string
  signed: SignedDecision
}

export interface CheckOutcome {
  accepted: boolean
  code: string
  verdict: SignedDecision['statement']['verdict']
  step: number
  /** The approval that it is on. */
  approval: string | null
  /** Every place that the approval asks for is filled, or one person said no. */
  settled: 'approved' | 'rejected' | 'edited' | null
  /** Scratch name of an accepted instruction's or answer's text. */
  instruction: string | null
  /** After lines were taken out: the list that waits in the place of the one before. */
  replaced?: ListWait
}

export interface NotifyInput {
  request: string
  step: number
  kind: 'reminder' | 'expired'
}

export interface PassOnInput {
  request: string
  step: number
}

/** Who waits in the place of those whose time is over, under a step of its own; of a list also its size. */
export interface PassedOn {
  step: number
  size: number | null
  approval: ApprovalWait
}

export interface RecordInput {
  request: string
  change:
    | { kind: 'status'; status: RequestStatus; code: string | null }
    | { kind: 'corroborate'; step: number }
    | { kind: 'alarm'; code: string }
}

export interface ShredInput {
  request: string
  status: Extract<RequestStatus, 'resolved' | 'cancelled' | 'escalated'>
  code: string | null
}

export interface ConnectInput {
  attempt: string
}

export interface DisconnectInput {
  connection: string
}

export interface ReachInput {
  platform: string
  departments: string[]
  /** Platform-qualified ids. */
  groups: string[]
}

/** One answer for each that was asked, departments first; for none of both one, of everybody. Null: it cannot be told. */
export type Reach = (AccountCount | null)[]

export interface RightsInput {
  approval: string
  person: string
}

/**
 * Whether a person's own rights on the platform suffice for what an approval would run as them; `unknown` where the platform
 * cannot be asked, or roles do not tell.
 */
export interface ActingRights {
  right: 'enough' | 'short' | 'unknown'
}

export interface SetsInput {
  person: string
}

export interface SettleInput {
  decision: string
}

export interface PublishActivityInput {
  /** What the workflow has to say of its wait, for the record. */
  note: 'reminder' | 'signals_refused' | null
}

/** How far a publication has come. */
export type PublicationOutcome =
  | { kind: 'waiting'; approval: ApprovalWait }
  | { kind: 'published' }
  | { kind: 'closed'; code: string }

/** What the gate's worker polls for on `<tenant>.gate`. */
export interface GateActivities {
  decide(input: GateInput): Promise<DecideOutcome>
  execute(input: GateInput): Promise<ExecuteOutcome>
  decideList(input: ListInput): Promise<ListOutcome>
  startList(input: { request: string; list: number }): Promise<ListOutcome>
  proveLines(input: ProveInput): Promise<string[][]>
  steerList(input: SteerInput): Promise<void>
  endList(input: EndListInput): Promise<EndListOutcome>
  /** Ends what an interrupted `execute` began. */
  abandon(input: GateInput): Promise<void>
  checkApproval(input: CheckInput): Promise<CheckOutcome>
  publish(input: PublishActivityInput): Promise<PublicationOutcome>
  notify(input: NotifyInput): Promise<void>
  /** Null: people answered meanwhile, or it waits no more. */
  passOn(input: PassOnInput): Promise<PassedOn | null>
  record(input: RecordInput): Promise<void>
  shred(input: ShredInput): Promise<void>
  connect(input: ConnectInput): Promise<{ connection: string }>
  /** `atPlatform`: whether the platform ended its side; null when that was done before. */
  disconnect(input: DisconnectInput): Promise<{ atPlatform: boolean | null }>
  actingRights(input: RightsInput): Promise<ActingRights>
  directoryReach(input: ReachInput): Promise<Reach>
  /** `known`: whether the directory could be read. */
  approverSets(input: SetsInput): Promise<{ known: boolean }>
  settleDoubt(input: SettleInput): Promise<void>
  reconcile(): Promise<{ mended: number }>
  signHead(): Promise<SignedLogHead>
  /** Answers the position that every second place has now; 0 where there is none. */
  checkpoint(): Promise<{ seq: number }>
  sweepEvidence(): Promise<{ months: number; records: number }>
  push(): Promise<{ sent: number }>
}

/** What the think worker polls for on `<tenant>.think`, beside the workflows. */
export interface ThinkActivities {
  think(input: ThinkInput): Promise<ThinkOutcome>
}
