import type { ApprovalEnd, Passed } from '#contract/approval-end.ts'
import type { BundleTests } from '#contract/publication.ts'
import type { EscalationCategory } from '#contract/turn.ts'
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { StandingTerms } from '#contract/standing.ts'

type Moment = ColumnType<Date, Date | string | undefined, Date | string>
type MaybeMoment = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Json<T extends object> = JSONColumnType<T, string, string>
type MaybeJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>

export interface TenantSettings {
  /** Platform whose directory says who is entitled (T10). */
  identitySource: string
  zone: string
  /** Dex role → platform-qualified group ids, such as `okta:00g…`. */
  roleGroups: Record<string, string[]>
  /** Who decides where a yes is due and no rule names anyone (`no_acting_identity`). */
  defaultApprovers: { role: string }
  /** Platform-qualified ids of top-tier owners who may touch privileged targets (T9). */
  owners: string[]
  /** Platform-qualified account id → labels from Dex's own registry (T10). */
  labels: Record<string, string[]>
  bounds: { turns: number; denials: number; tokens: number; hours: number }
  /** Seconds after which approvers are reminded; the expiry comes from the obligation. */
  remindAfterSeconds: number
  /** Origins that a text to a requester may link to, such as `https://help.acme.example`; none unless said. */
  links?: string[]
  /** Who looks after what is handed over: the first rule that fits. */
  escalation?: EscalationRule[]
  /** Money in US dollars, days and months in UTC; what reaches one is handed over, and a tenant's stops new work. */
  budgets?: { requestUsd?: number; dayTokens?: number; dayUsd?: number; monthUsd?: number }
  /** A question to the requester: seconds between reminders, how many, and until the request is closed. */
  questions?: { remindAfterSeconds: number; reminders: number; closeAfterSeconds: number }
  /** Facts that nobody can set of themselves, by the operator's word: counts where the platform does not tell (T10). */
  declaredFacts?: Record<string, string[]>
  /** One action on many targets. */
  bulk?: Partial<BulkSettings>
}

export interface BulkSettings {
  /** Lines that a list may have. */
  linesMax: number
  /** How many run first, until somebody or the platform's read-back says that they are as intended. */
  canary: number
  /** How many run at a time. */
  width: number
  /** A list is held when more than this share of its lines went wrong, in percent, of ten at least. */
  failurePercent: number
  /** From this size on, whoever approves looks at so many lines that code picks. */
  samplesAbove: number
  samples: number
}

export interface EscalationRule {
  /** A person or a team, in the tenant's own words. */
  to: string
  categories?: EscalationCategory[]
  channels?: string[]
  /** The requester's, as the identity source has it; one that cannot be told fits none. */
  departments?: string[]
  /** When those people are there; the zone is the tenant's unless said. */
  hours?: { days: Weekday[]; hours: string; zone?: string; holidays?: string[] }
}

type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

export interface Schema {
  /** The namespace of Temporal that is its own; null: the one that tenants share. Never changed. */
  tenants: {
    tenant: string
    state: string
    created_at: Moment
    namespace: ColumnType<string | null, string | null | undefined, never>
    sign_in: ColumnType<string, undefined, never>
  }
  tenant_settings: { tenant: string; settings: Json<TenantSettings> }
  identity_providers: {
    tenant: string
    issuer: string
    client_id: string
    cli_client_id: string
    sealed_secret: Buffer
    group_roles: Json<Record<string, string[]>>
    /** What a sign-in has to show of a second factor: one of these in `amr`, or as `acr`. */
    mfa: ColumnType<SecondFactor, string | undefined, string>
  }
  platform_clients: {
    tenant: string
    platform: string
    origin: string
    client_id: string
    sealed_secret: Buffer
    /** The authorization server; null where code knows it, or where it is the origin itself. */
    issuer: string | null
    /** Google's `hd`: accounts of no other organization are taken. */
    hosted_domain: string | null
  }
  source_directory: { source: string; tenant: string }
  sources: { tenant: string; source: string; kind: string; impersonal: boolean; sealed_secret: Buffer }
  senders: { tenant: string; source: string; kind: string; origin: string; sealed_token: Buffer }
  people: {
    tenant: string
    id: string
    issuer: string
    subject: string
    email_lookup: string
    sealed: Buffer
    roles: string[]
    state: string
    created_at: Moment
    seen_at: Moment
  }
  accounts: {
    tenant: string
    person: string
    platform: string
    org: string
    account_id: string
    linked_at: Moment
  }
  sessions: {
    tenant: string
    id_hash: string
    person: string
    kind: string
    roles: string[]
    auth: Json<SessionAuth>
    created_at: Moment
    seen_at: Moment
    expires_at: Moment
  }
  step_ups: {
    tenant: string
    id: string
    /** Digest of the session that it was made in. */
    session: string
    person: string
    approval: string
    /** Of exactly what was to be decided; it was the nonce of the sign-in. */
    hash: string
    acr: string
    auth_time: string | number
    made_at: Moment
    used_at: MaybeMoment
  }
  connect_attempts: {
    tenant: string
    id: string
    state_hash: string
    person: string
    platform: string
    kind: string
    sealed: Buffer
    expires_at: Moment
    used_at: MaybeMoment
  }
  connections: {
    tenant: string
    id: string
    person: string
    platform: string
    kind: string
    account_id: string
    scopes: string[]
    state: string
    fingerprint: string
    sealed_tokens: Buffer
    version: number
    expires_at: Moment
    created_at: Moment
    /** What the platform's claims challenge demands of whoever connects again; base64 JSON as it came. */
    claims: string | null
  }
  requests: {
    tenant: string
    id: string
    workflow_id: string
    source: string
    door_key: string
    channel: string
    assurance: string
    requester_person: string | null
    requester_lookup: string | null
    authors: string[]
    status: string
    status_code: string | null
    actions: string[]
    risk: string
    content_digest: string
    turns: Generated<number>
    denials: Generated<number>
    tokens: Generated<number>
    /** What models cost, in millionths of a dollar. */
    cost_micros: Generated<string>
    opened_at: Moment
    updated_at: Moment
    closed_at: MaybeMoment
    destroyed_at: MaybeMoment
    /** The step that it takes back, by the door's word. */
    undoes_request: ColumnType<string | null, string | null | undefined, never>
    undoes_step: ColumnType<number | null, number | null | undefined, never>
  }
  proposals: {
    tenant: string
    request: string
    step: number
    origin: string
    action: string
    action_version: number
    action_hash: string
    target: MaybeJson<TargetRef>
    /** Of the target, by the database. */
    target_id: ColumnType<string | null, never, never>
    objects: Json<TargetRef[]>
    risk: string
    is_write: boolean
    effect: string
    code: string | null
    decision: Json<object>
    code_rules: Json<CodeRule[]>
    obligations_digest: string | null
    bundle: string | null
    act_as: MaybeJson<{ person: string; connection: string }>
    state: string
    outcome_code: string | null
    shown_at: MaybeMoment
    created_at: Moment
    updated_at: Moment
  }
  calls: {
    tenant: string
    request: string
    turn: number
    call_index: number
    step: number | null
    code: string | null
  }
  approvals: {
    tenant: string
    id: string
    request: string
    step: number
    subject_kind: string
    subject_hash: string
    version: number
    state: string
    obligations: Json<object>
    obligations_digest: string
    bundle: string
    act_as: MaybeJson<{ person: string; connection: string }>
    created_at: Moment
    expires_at: Moment
    reminded_at: MaybeMoment
    closed_at: MaybeMoment
    /** Of `contract/approval-end.ts`; null: it waits, or people decided. */
    ended_code: ColumnType<ApprovalEnd | null, ApprovalEnd | null | undefined, ApprovalEnd | null>
    /** The person who brought that about; null: nobody did. */
    ended_by: ColumnType<string | null, string | null | undefined, string | null>
    /** Moments at which the time of each approval in `obligations` is over, in their order; null: all at `expires_at`. */
    deadlines: MaybeJson<string[]>
    /** When people are reminded; null: as the tenant has it. */
    remind_at: MaybeMoment
    /** Why these people are asked, where others were to be asked before them. */
    passed_code: ColumnType<Passed | null, Passed | null | undefined, Passed | null>
    /** Fewer people may say yes than are needed, and nobody comes after them. */
    too_few: Generated<boolean>
    /** People; of those unknown here their account (`platform:id`) and address's hash. Null: it could not be told. It gives nobody a right. */
    asked_people: ColumnType<string[] | null, string[] | null | undefined, string[] | null>
  }
  decisions: {
    tenant: string
    id: string
    approval: string | null
    request: string
    step: number
    approver: string
    verdict: string
    statement: Json<object>
    signature: string
    decided_at: Moment
    /** From 1; each one before was refused. */
    attempt: number
  }
  decision_checks: { tenant: string; decision: string; code: string; checked_at: Moment }
  decision_uses: { tenant: string; decision: string; idempotency_key: string; used_at: Moment }
  ledger: {
    tenant: string
    idempotency_key: string
    request: string
    step: number
    action: string
    action_hash: string
    state: string
    attempt: number
    call_not_after: MaybeMoment
    act_as: MaybeJson<{ person: string; connection: string }>
    fingerprint: string | null
    platform_request_id: string | null
    platform_event_id: string | null
    outcome_code: string | null
    intended_at: Moment
    settled_at: MaybeMoment
  }
  limit_uses: {
    tenant: string
    rule: string
    scope_key: string
    request: string
    step: number
    used_at: Moment
  }
  secrets: {
    tenant: string
    id: string
    request: string
    step: number
    person: string
    sealed: Buffer | null
    created_at: Moment
    expires_at: Moment
    ended_at: MaybeMoment
    ended_as: 'seen' | 'stale' | null
  }
  /** What an admin holds back; both scopes null: every change. */
  stops: {
    tenant: string
    id: string
    platform: string | null
    action: string | null
    sealed_reason: Buffer
    stopped_by: string
    statement: Json<object>
    signature: string
    stopped_at: Moment
    ended_by: string | null
    end_sealed_reason: Buffer | null
    end_statement: MaybeJson<object>
    end_signature: string | null
    ended_at: MaybeMoment
  }
  /** What stood before a change, and after it; each sealed under a key of its own. */
  undo_states: {
    tenant: string
    request: string
    step: number
    id: string
    sealed: Buffer
    /** Both sides are known. */
    complete: boolean
    created_at: Moment
    expires_at: Moment
  }
  scratch: { tenant: string; request: string; name: string; sealed: Buffer; created_at: Moment }
  operator_bundles: {
    digest: string
    body: Json<object>
    tests: MaybeJson<BundleTests>
    published_by: string
    reason: string
    published_at: Moment
  }
  tenant_bundles: {
    tenant: string
    digest: string
    body: Json<object>
    tests: MaybeJson<BundleTests>
    published_by: string
    reason: string
    published_at: Moment
  }
  operator_runbooks: { digest: string; id: string; language: string; words: string }
  tenant_runbooks: { tenant: string; digest: string; id: string; language: string; words: string }
  operator_bundle_in_force: { slot: number; digest: string }
  tenant_bundle_in_force: { tenant: string; digest: string }
  publications: {
    tenant: string
    /** The publishing workflow's id. */
    id: string
    digest: string
    owner: string
    ordinal: number
    kind: string
    author: string
    reason: string
    base_operator: string
    base_tenant: string | null
    united: string
    loosens: boolean
    review: Json<object>
    statement: Json<object>
    signature: string
    state: Generated<string>
    code: string | null
    proposed_at: Moment
    settled_at: MaybeMoment
  }
  activity_log: {
    tenant: string
    seq: string
    hash: Buffer
    entry: string
    written_at: Moment
    /** Out of `entry`, by the server. */
    request: GeneratedAlways<string | null>
  }
  log_cursors: { tenant: string; name: string; seq: string; hash: Buffer; updated_at: Moment }
  decision_records: {
    tenant: string
    request: string
    step: number
    version: number
    period: string
    sealed: Buffer
    decided_at: Moment
  }
  model_usage: {
    tenant: string
    day: string
    turns: ColumnType<string, number, number>
    tokens: ColumnType<string, number, number>
    cost_micros: ColumnType<string, number, number>
    /** Those that answered. */
    models: ColumnType<string[], string[], string[]>
  }
  approver_sets: {
    tenant: string
    person: string
    people: string[]
    roles: string[]
    groups: string[]
    read_at: Moment
  }
  fact_sources: {
    tenant: string
    platform: string
    /** Null: the platform does not tell. */
    self_editable: string[] | null
    changed_at: Moment
  }
  standing_approvals: {
    tenant: string
    id: string
    action: string
    grantor: string
    terms: Json<StandingTerms>
    /** The approval's place that it was granted from. */
    source_request: string
    source_step: number
    /** The lapsed one that it took the place of. */
    renews: ColumnType<string | null, string | null | undefined, never>
    sealed_reason: Buffer | null
    state: Generated<'active' | 'revoked' | 'lapsed'>
    code: string | null
    closed_by: string | null
    granted_at: Moment
    until: Moment
    closed_at: MaybeMoment
  }
  standing_signatures: {
    tenant: string
    standing: string
    person: string
    statement: Json<object>
    signature: string
    signed_at: Moment
  }
  standing_uses: { tenant: string; standing: string; request: string; step: number; used_at: Moment }
  deputies: {
    tenant: string
    id: string
    /** Who is away. */
    person: string
    deputy: string
    from_at: Moment
    until_at: Moment
    statement: Json<object>
    signature: string
    created_at: Moment
    ended_at: MaybeMoment
    ended_by: ColumnType<string | null, never, string>
  }
  bulk_lists: {
    tenant: string
    request: string
    /** Of the list's own proposal. */
    step: number
    turn: number
    call_index: number
    action: string
    hash: string
    size: number
    state: string
    code: string | null
    /** The list that took its place when lines were taken out. */
    replaced_by: number | null
    created_at: Moment
    started_at: MaybeMoment
    ended_at: MaybeMoment
  }
  bulk_lines: {
    tenant: string
    request: string
    list: number
    /** Ordinal among the lines that were given, from 1. */
    line: number
    /** Among the lines that are on the list, from 0; null: set aside. */
    position: number | null
    target: MaybeJson<TargetRef>
    /** Of the target, by the database. */
    target_id: ColumnType<string | null, never, never>
    action_hash: string | null
    /** Issued by the gate when the line's turn comes. */
    step: number | null
    state: string
    code: string | null
    read_back: string | null
    settled_at: MaybeMoment
  }
  leaf_uses: {
    tenant: string
    request: string
    list: number
    position: number
    idempotency_key: string
    used_at: Moment
  }
  log_heads: { tenant: string; seq: string; hash: Buffer }
}

export interface SecondFactor {
  amr: string[]
  acr: string[]
}

export interface SessionAuth {
  iss: string
  sub: string
  acr: string | null
  amr: string[]
  authTime: number
}

export interface TargetRef {
  platform: string
  type: string
  id: string
  role?: string
}

export interface CodeRule {
  code: string
  effect: 'deny' | 'require'
  by: string | null
}
