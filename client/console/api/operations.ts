// Made from /api/openapi.json by `npm run build:client`; a test holds the two together.
/* eslint-disable */

export type Approval = {
  id: string
  request: string
  step: number
  state: 'pending' | 'approved' | 'rejected' | 'expired' | 'void'
  subject: { kind: 'action' | 'list' | 'bundle' | 'standing'; hash: string }
  hash: string
  version: number
  action: string
  risk: string
  target: { platform: string; type: string; id: string } | null
  sentence: string | null
  content: {
    target: Json
    params: Json
    purpose: string
    provenance: { [key: string]: string }
    reversible: { by: string; note: string } | null
    back: {
      before: { [key: string]: Json } | null
      params: { [key: string]: Json } | null
      keep: string | null
    } | null
    byPerson: boolean
    edited: {
      target: string | null
      params: { [key: string]: Json }
      reason: string | null
      by: string
    } | null
    credential: boolean
    adminRight: string | null
  } | null
  assurance: 'verified' | 'asserted'
  requester: { person: string | null; name: string | null; you: boolean; title: string | null }
  channel: 'pro' | 'go' | 'ticket'
  askedOf: {
    who: string
    quorum: number
    proof: string[]
    within: string
    otherwise: string
    confirms: boolean
  }[]
  needed: number
  given: number
  because: { [key: string]: string }
  may: { approve: { code: string; why: string } | null; reject: { code: string; why: string } | null }
  obligations: Json
  bundle: string
  decision: Json
  codeRules: { code: string; effect: string; by: string | null }[]
  decisions: Decision[]
  runsAs: { person: string | null; name: string | null; you: boolean }
  connection: { platform: string; usable: boolean; missingScopes: string[]; connectUrl: string }
  stepUp: { maxAge: string; done: boolean; url: string } | null
  offered: { always: { for: string; cap: number } | null; why: string | null }
  standing: StandingApproval | null
  unusual: string[]
  others: string[]
  list: {
    step: number
    action: string
    hash: string
    size: number
    state: 'waiting' | 'canary' | 'running' | 'paused' | 'held' | 'connecting' | 'ended' | 'void'
    code: string | null
    replacedBy: number | null
    counts: {
      waiting: number
      done: number
      failed: number
      denied: number
      inDoubt: number
      skipped: number
      aside: number
    }
    createdAt: string
    startedAt: string | null
    endedAt: string | null
    samples: number[]
  } | null
  publication: {
    kind: 'publish' | 'rollback'
    owner: 'operator' | 'tenant'
    before: string | null
    reason: string
    review: {
      change: {
        loosens: boolean
        told: boolean
        review: string
        changes: {
          kind: 'permits' | 'asks_less' | 'asks' | 'asks_more' | 'denies'
          action: string
          answer: 'possible' | 'unknown'
        }[]
        rules: { added: string[]; removed: string[]; changed: string[] }
      }
      analysis: {
        clean: boolean
        unapproved: string[]
        idle: string[]
        selfApproval: string[]
        weakerNext: string[]
        unknown: string[]
      } | null
      rules: number
      tests: number | null
    }
  } | null
  createdAt: string
  expiresAt: string
  times: {
    remindsAt: string | null
    passesOn: { at: string; to: string[] } | null
    endsAt: string
    otherwise: 'escalate' | 'deny'
  } | null
  passed: { from: string[]; code: string; why: string } | null
  remindedAt: string | null
  closedAt: string | null
  ended: {
    code: string
    why: string
    by: { person: string; name: string | null; you: boolean } | null
    instead: string | null
  } | null
}
export type Approver = {
  person: string
  name: string | null
  you: boolean
  yes: number
  no: number
  approvedPercent: number
  forOthers: number
  medianMs: number
}
export type AutonomyKind = {
  action: string
  risk: string
  proposed: number
  permitted: number
  denied: number
  asked: number
  approved: number
  rejected: number
  expired: number
  changed: number
  waiting: number
  standing: number
  done: number
  failed: number
  inDoubt: number
  undone: number | null
  medianMs: number | null
  ripe: boolean
  why: string
  pending: string | null
  inForce: number
}
export type Budget = {
  turns: { used: number; of: number }
  tokens: { used: number; of: number }
  denials: { used: number; of: number }
  usd: { used: number; of: number | null }
}
export type Connection = {
  id: string
  person: string
  mine: boolean
  platform: string
  kind: string
  accountId: string
  scopes: string[]
  missing: string[]
  state: 'active' | 'ending' | 'expired' | 'revoked'
  createdAt: string
}
export type Counts = {
  approvals: number | null
  requests: number
  escalated: number
  inDoubt: number | null
  log: number
}
export type Decision = {
  id: string
  step: number
  person: string
  name: string | null
  email: string | null
  onBehalfOf: { person: string; name: string | null } | null
  verdict: string
  at: string
  code: string | null
}
export type Deputy = {
  id: string
  person: { person: string; name: string | null; you: boolean }
  deputy: { person: string; name: string | null; you: boolean }
  from: string
  until: string
  state: 'planned' | 'in_force' | 'over' | 'ended'
  endedAt: string | null
}
export type ExplainedDecision = {
  step: number
  action: string
  target: { platform: string; type: string; id: string } | null
  effect: string
  says: string
  decidedBy: { layer: string; rule: string | null; reason: string } | null
  layers: {
    layer: string
    verdict: string
    says: string
    rules: {
      id: string
      effect: string
      mode: string
      file: string
      line: number
      because: string | null
      when: string | null
    }[]
  }[]
  obligations: string[]
  codeRules: { code: string; effect: string; says: string }[]
  bundle: string | null
  bundleFound: boolean
  at: string
  input: Json | null
  assumed: string[]
}
export type InDoubt = {
  request: string
  step: number
  hash: string
  action: string
  risk: string
  target: { platform: string; type: string; id: string } | null
  actAs: { person: string; connection: string } | null
  attempts: number
  intendedAt: string
  callNotAfter: string | null
  settledAt: string | null
  platformRequestId: string | null
  requestClosed: boolean
}
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type List = {
  step: number
  action: string
  hash: string
  size: number
  state: 'waiting' | 'canary' | 'running' | 'paused' | 'held' | 'connecting' | 'ended' | 'void'
  code: string | null
  replacedBy: number | null
  counts: {
    waiting: number
    done: number
    failed: number
    denied: number
    inDoubt: number
    skipped: number
    aside: number
  }
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  request: string
  from: 'model' | 'request' | null
  ignored: string[]
  over: string | null
  lines: ListLine[]
  undo: { action: string; lines: number; gone: number; until: string } | null
  undoneBy: { request: string; status: string } | null
}
export type ListLine = {
  line: number
  position: number | null
  target: { platform: string; type: string; id: string } | null
  step: number | null
  hash: string | null
  state: string
  code: string | null
  readBack: string | null
  settledAt: string | null
  content: {
    written: string
    params: Json
    target: {
      email: string | null
      name: string | null
      department: string | null
      status: string | null
      privileged: boolean
      labels: string[]
    } | null
    sentence: string | null
    decided: { effect: string; rules: string[] } | null
    reason: string | null
  } | null
}
export type ListSummary = {
  step: number
  action: string
  hash: string
  size: number
  state: 'waiting' | 'canary' | 'running' | 'paused' | 'held' | 'connecting' | 'ended' | 'void'
  code: string | null
  replacedBy: number | null
  counts: {
    waiting: number
    done: number
    failed: number
    denied: number
    inDoubt: number
    skipped: number
    aside: number
  }
  createdAt: string
  startedAt: string | null
  endedAt: string | null
}
export type Me = {
  person: string
  tenant: string
  email: string
  name: string | null
  roles: string[]
  session: 'browser' | 'cli'
  expiresAt: string
  profile: 'sandbox' | 'production'
  zone: string | null
  platforms: string[]
  may: string[]
}
export type Person = {
  id: string
  email: string | null
  name: string | null
  roles: string[]
  state: string
  accounts: { platform: string; id: string }[]
  seenAt: string
}
export type Plan = {
  hypothesis: string
  evidence: { ref: string; shows: string; step: number | null; action: string | null }[]
  unfounded: number
  runbooks?: { id: string; title: string }[]
  next: string[]
  turn: number
}
export type PolicyDiff = {
  owner: 'operator' | 'tenant'
  from: string
  to: string
  parts: { of: 'rule' | 'runbook' | 'bundle'; id: string; before: string | null; after: string | null }[]
}
export type PolicyHistory = {
  inForce: { operator: string | null; tenant: string | null; united: string | null }
  operator: { digest: string; by: string; reason: string; at: string; inForce: boolean }[]
  publications: {
    publication: string
    owner: string
    digest: string
    kind: string
    author: string
    authorName: string | null
    reason: string
    loosens: boolean
    before: string | null
    state: string
    code: string | null
    approval: string | null
    proposedAt: string
    settledAt: string | null
    inForce: boolean
  }[]
}
export type Problem = {
  type: string
  title: string
  status: number
  code:
    | 'signature_invalid'
    | 'signature_stale'
    | 'body_too_large'
    | 'body_not_json'
    | 'body_invalid'
    | 'input_invalid'
    | 'not_found'
    | 'method_not_allowed'
    | 'rate_limited'
    | 'too_fast'
    | 'unauthenticated'
    | 'forbidden'
    | 'not_interactive'
    | 'mfa_required'
    | 'step_up_required'
    | 'csrf_refused'
    | 'state_invalid'
    | 'version_stale'
    | 'already_decided'
    | 'connection_required'
    | 'connection_expired'
    | 'request_closed'
    | 'tenant_suspended'
    | 'internal'
    | 'request_unknown'
    | 'action_unknown'
    | 'params_invalid'
    | 'policy_denied'
    | 'fixed_texts_only'
    | 'not_disclosable'
    | 'not_confirmed'
    | 'tenant_budget_exhausted'
    | 'no_answer'
    | 'self_service_only'
    | 'asserted_needs_person'
    | 'asserted_template_only'
    | 'no_acting_identity'
    | 'privilege_ceiling'
    | 'protected_account'
    | 'dex_ruler'
    | 'target_not_found'
    | 'fact_missing'
    | 'no_policy'
    | 'approval_pending'
    | 'approval_rejected'
    | 'approval_expired'
    | 'approval_void'
    | 'proof_invalid'
    | 'writes_stopped'
    | 'target_busy'
    | 'edited'
    | 'undo_gone'
    | 'undo_conflict'
    | 'undo_refused'
    | 'list_malformed'
    | 'list_too_long'
    | 'samples_required'
    | 'call_in_flight'
    | 'changed_meanwhile'
    | 'limit_reached'
    | 'model_escalated'
    | 'uncorroborated'
    | 'in_doubt'
    | 'said_twice'
    | 'statement_malformed'
    | 'statement_unsigned'
    | 'statement_unknown'
    | 'statement_mismatch'
    | 'statement_expired'
    | 'statement_replayed'
    | 'not_deputy'
    | 'approver_excluded'
    | 'approver_not_entitled'
    | 'proof_required'
    | 'justification_required'
    | 'always_not_offered'
    | 'yes_first'
    | 'terms_too_wide'
    | 'obligation_unsupported'
    | 'platform_rate_limited'
    | 'platform_unavailable'
    | 'platform_timeout'
    | 'platform_not_found'
    | 'platform_forbidden'
    | 'platform_conflict'
    | 'platform_invalid'
    | 'platform_unauthenticated'
    | 'platform_bad_answer'
    | 'ambiguous'
    | 'model_unavailable'
    | 'model_refused'
    | 'model_bad_answer'
    | 'too_much_at_once'
    | 'budget_exhausted'
    | 'sealed'
    | 'envelope_invalid'
    | 'key_unavailable'
    | 'egress_refused'
    | 'tenant_unset'
    | 'api_unavailable'
    | 'schema_mismatch'
    | 'database_unavailable'
    | 'temporal_unavailable'
    | 'identity_provider_unavailable'
    | 'configuration_invalid'
    | 'port_taken'
    | 'bootstrap_failed'
    | 'usage'
    | 'bundle_invalid'
    | 'delivery_failed'
    | 'log_broken'
  detail: string
  mend: string
  instance: string
}
export type Publication = {
  state: 'in_force' | 'waiting' | 'proposed'
  owner: 'operator' | 'tenant'
  digest: string
  united: string
  inForce: string
  rules: number
  tests: number | null
  change: {
    loosens: boolean
    told: boolean
    review: string
    changes: {
      kind: 'permits' | 'asks_less' | 'asks' | 'asks_more' | 'denies'
      action: string
      answer: 'possible' | 'unknown'
    }[]
    rules: { added: string[]; removed: string[]; changed: string[] }
  }
  analysis: {
    clean: boolean
    unapproved: string[]
    idle: string[]
    selfApproval: string[]
    weakerNext: string[]
    unknown: string[]
  } | null
  publication: string | null
  approval: { id: string; expiresAt: string; by: { [key: string]: string }[] } | null
}
export type Request = {
  id: string
  workflowId: string
  source: string
  channel: 'pro' | 'go' | 'ticket'
  assurance: 'verified' | 'asserted'
  requester: string | null
  requesterName: string | null
  title: string | null
  mine: boolean
  status:
    | 'investigating'
    | 'waiting_approval'
    | 'executing'
    | 'waiting_requester'
    | 'waiting_connection'
    | 'escalated'
    | 'resolved'
    | 'cancelled'
  statusCode: string | null
  actions: string[]
  risk: string
  turns: number
  denials: number
  tokens: number
  openedAt: string
  updatedAt: string
  closedAt: string | null
  contentDestroyedAt: string | null
}
export type RequestStory = {
  id: string
  workflowId: string
  source: string
  channel: 'pro' | 'go' | 'ticket'
  assurance: 'verified' | 'asserted'
  requester: string | null
  requesterName: string | null
  title: string | null
  mine: boolean
  status:
    | 'investigating'
    | 'waiting_approval'
    | 'executing'
    | 'waiting_requester'
    | 'waiting_connection'
    | 'escalated'
    | 'resolved'
    | 'cancelled'
  statusCode: string | null
  actions: string[]
  risk: string
  turns: number
  denials: number
  tokens: number
  openedAt: string
  updatedAt: string
  closedAt: string | null
  contentDestroyedAt: string | null
  ask: { title: string; text: string; quoted: string | null } | null
  undoes: { request: string; step: number } | null
  temporalPath: string
  events: StoryEvent[]
  steps: Step[]
  lists: ListSummary[]
  decisions: Decision[]
  plan: Plan | null
  talk: Talk[]
  handOver: {
    code: string
    category: 'access' | 'account' | 'device' | 'mail' | 'security' | 'hardware' | 'out_of_scope' | 'other'
    to: string | null
    at: string
    found: {
      hypothesis: string
      evidence: { ref: string; shows: string }[]
      unfounded: number
      runbooks?: { id: string; title: string }[]
      next: string[]
    } | null
    done: { step: number; action: string; code: string }[]
    notDone: { step: number; action: string; code: string }[]
    reason: string
    next: string[]
  } | null
  budget: Budget
}
export type Rule = {
  id: string
  owner: 'operator' | 'tenant'
  layer: 'global' | 'tenant' | 'target' | 'department' | 'action' | 'runtime'
  scope: { [key: string]: string }
  effect: 'allow' | 'deny' | 'require'
  actions: string[]
  when: string | null
  obligations: Json
  because: string | null
  mode: 'enforce' | 'shadow'
  file: string
  line: number
  decided: number
  tested: boolean | null
}
export type Runbook = {
  id: string
  title: string
  about: string[]
  language: string
  always: boolean
  text: string
  file: string
}
export type Session = {
  kind: 'browser' | 'cli'
  current: boolean
  createdAt: string
  seenAt: string
  expiresAt: string
}
export type Settings = {
  tenant: string
  zone: string
  identitySource: string
  issuer: string | null
  groupRoles: { [key: string]: string[] }
  roleGroups: { [key: string]: string[] }
  defaultApprovers: string
  owners: string[]
  labels: { [key: string]: string[] }
  bounds: { turns: number; denials: number; tokens: number; hours: number }
  remindAfterSeconds: number
  budgets: {
    requestUsd: number | null
    dayTokens: number | null
    dayUsd: number | null
    monthUsd: number | null
  }
  usage: { day: string; turns: number; tokens: number; usd: number; models: string[] }[]
  escalation: {
    to: string
    categories: string[]
    channels: string[]
    departments: string[]
    hours: string | null
  }[]
  keys: { decisions: string; names: string; workflows: string }
  session: { idleSeconds: number; absoluteSeconds: number }
  sources: { id: string; kind: string }[]
  platforms: { platform: string; origin: string }[]
}
export type StandingApproval = {
  id: string
  action: string
  state: 'waiting' | 'active' | 'used_up' | 'expired' | 'revoked' | 'lapsed'
  code: string | null
  doubts: ('version' | 'policy' | 'connection' | 'left')[]
  terms: {
    targets:
      | { kind: 'own' }
      | { kind: 'these'; ids: string[] }
      | { kind: 'within'; departments: string[]; labels: string[]; groups: string[] }
    requesters: { departments: string[]; groups: string[]; assurance: 'verified' | 'asserted' }
    channels: ('pro' | 'go' | 'ticket')[]
    params: { [key: string]: (string | number | boolean | null | (string | number | boolean)[])[] }
    until: string
    cap: { total: number; perDay: number }
    action: string
    version: number
    actAs: { person: string; connection: string }
    obligations: string
    bundle: string
    justification: string | null
  }
  says: string[]
  hash: string
  grantor: { person: string; name: string | null; you: boolean }
  signatures: { person: string; name: string | null; you: boolean; at: string }[]
  needed: number
  used: number
  usedToday: number
  uses: { request: string; step: number; at: string }[]
  reason: string | null
  approval: string
  again: string | null
  mayRevoke: boolean
  renews: string | null
  renewedBy: string | null
  mayRenew: boolean
  grantedAt: string
  until: string
  closedAt: string | null
  closedBy: string | null
}
export type StandingPreview = {
  says: string[]
  offered: { always: { for: string; cap: number } | null; why: string | null }
  untilMax: string
  needed: number
  justification: boolean
  stepUp: boolean
  saidYes: boolean
  thisOne: { verdict: 'covered' | 'not' | 'unknown'; why: string[] }
  before: {
    looked: number
    more: boolean
    covered: number
    coveredRejected: number
    coveredTargets: number
    not: { why: string; count: number }[]
    unknown: { facts: string[]; count: number }[]
    examples: {
      request: string
      step: number
      at: string
      target: string | null
      approval: string
      verdict: 'covered' | 'not' | 'unknown'
      why: string[]
    }[]
  }
  reach: { targetsMax: number; because: string; targetsSeen: number; total: number; perDay: number }
}
export type StandingReach = {
  platform: string | null
  counted: {
    kind: 'department' | 'group' | 'label' | 'everybody'
    of: string
    count: number | null
    more: boolean
  }[]
  accountsMax: number | null
}
export type StandingRenewal = {
  possible: boolean
  why: string | null
  changed: string[]
  approval: { id: string; hash: string; version: number } | null
  until: string | null
  cap: { total: number; perDay: number } | null
  says: string[]
  needed: number
  justification: boolean
  stepUp: boolean
}
export type Step = {
  step: number
  action: string
  hash: string
  target: { platform: string; type: string; id: string } | null
  risk: string
  write: boolean
  effect: string
  code: string | null
  decision: Json
  codeRules: { code: string; effect: string; by: string | null }[]
  state: string
  outcome: string | null
  at: string
  approval: {
    id: string
    state: string
    version: number
    expiresAt: string
    times: {
      remindsAt: string | null
      passesOn: { at: string; to: string[] } | null
      endsAt: string
      otherwise: 'escalate' | 'deny'
    } | null
    closedAt: string | null
  } | null
  ledger: {
    state: string
    attempt: number
    actAs: { person: string; connection: string } | null
    outcome: string | null
    platformRequestId: string | null
    platformEventId: string | null
    intendedAt: string
    settledAt: string | null
  } | null
  undo: { action: string; note: string; until: string; before: Json | null; after: Json | null } | null
  undoneBy: { request: string; status: string } | null
  standing: { id: string; grantor: string; name: string | null } | null
}
export type Stop = {
  id: string
  scope: { platform: string | null; action: string | null }
  stopped: { person: string; name: string | null; at: string; reason: string | null }
  resumed: { person: string; name: string | null; at: string; reason: string | null } | null
}
export type StoryEvent = {
  seq: number
  kind: string
  at: string
  role: string
  person: string | null
  name: string | null
  step: number | null
  action: string | null
  target: { platform: string; type: string; id: string } | null
  code: string | null
  approval: string | null
  platformRequestId: string | null
  platformEventId: string | null
  detail: { [key: string]: string | number | boolean | null }
}
export type Talk = {
  by: 'dex' | 'requester'
  kind: 'question' | 'reply' | 'answer'
  at: string
  text: string
}

/** By method and path: what is sent and what comes back. */
export interface Operations {
  /** Who is signed in */
  'GET /api/me': {
    path: undefined
    query: undefined
    body: undefined
    answer: Me
  }
  /** Where the caller is signed in */
  'GET /api/sessions': {
    path: undefined
    query: undefined
    body: undefined
    answer: { items: Session[] }
  }
  /** Sign out everywhere */
  'POST /api/sessions/end-all': {
    path: undefined
    query: undefined
    body: undefined
    answer: { ended: number }
  }
  /** What changes, as server-sent events */
  'GET /api/live': {
    path: undefined
    query: { after?: number }
    body: undefined
    answer: undefined
  }
  /** How much waits */
  'GET /api/counts': {
    path: undefined
    query: undefined
    body: undefined
    answer: Counts
  }
  /** People and their roles */
  'GET /api/people': {
    path: undefined
    query: undefined
    body: undefined
    answer: { items: Person[] }
  }
  /** How the tenant is set up */
  'GET /api/settings': {
    path: undefined
    query: undefined
    body: undefined
    answer: Settings
  }
  /** The rules in force */
  'GET /api/policy/in-force': {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      digest: string
      tests: { operator: number | null; tenant: number | null }
      names: { [key: string]: string }
      rules: Rule[]
      runbooks: Runbook[]
    }
  }
  /** Requests, newest first */
  'GET /api/requests': {
    path: undefined
    query: {
      status?:
        | 'investigating'
        | 'waiting_approval'
        | 'executing'
        | 'waiting_requester'
        | 'waiting_connection'
        | 'escalated'
        | 'resolved'
        | 'cancelled'
      open?: 'true' | 'false'
      channel?: 'pro' | 'go' | 'ticket'
      risk?: 'low' | 'medium' | 'high' | 'critical'
      q?: string
      limit?: number
      after?: string
    }
    body: undefined
    answer: { items: Request[]; next: string | null }
  }
  /** Open a request */
  'POST /api/requests': {
    path: undefined
    query: undefined
    body: { title: string; text: string; list?: string }
    answer: { id: string }
  }
  /** Begin a chat about one’s own accounts */
  'POST /api/chats': {
    path: undefined
    query: undefined
    body: { text: string }
    answer: { id: string }
  }
  /** One request with its steps, approvals and outcomes */
  'GET /api/requests/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: RequestStory
  }
  /** Cancel it */
  'POST /api/requests/{id}/cancel': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Go on by hand */
  'POST /api/requests/{id}/take-over': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Tell the engineer something */
  'POST /api/requests/{id}/instruct': {
    path: { id: string }
    query: undefined
    body: { text: string }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Answer what was asked */
  'POST /api/requests/{id}/answer': {
    path: { id: string }
    query: undefined
    body: { text: string }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Ask for the reverse of what was done */
  'POST /api/requests/{id}/steps/{step}/undo': {
    path: { id: string; step: number }
    query: undefined
    body: { hash: string }
    answer: { id: string }
  }
  /** Say that it is yours */
  'POST /api/requests/{id}/confirm': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: { assurance: 'verified' }
  }
  /** Steps of which nobody knows whether they were done */
  'GET /api/in-doubt': {
    path: undefined
    query: undefined
    body: undefined
    answer: { items: InDoubt[] }
  }
  /** Say whether a step in doubt was done */
  'POST /api/requests/{id}/steps/{step}/settle': {
    path: { id: string; step: number }
    query: undefined
    body: { hash: string; happened: boolean; seen: 'platform_log' | 'object' | 'person'; reference?: string }
    answer: { settled: true; decision: string }
  }
  /** Approvals, soonest to expire first */
  'GET /api/approvals': {
    path: undefined
    query: {
      state?: 'pending' | 'approved' | 'rejected' | 'expired' | 'void' | 'all'
      request?: string
      for?: 'me'
      action?: string
      limit?: number
    }
    body: undefined
    answer: { items: Approval[] }
  }
  /** One approval */
  'GET /api/approvals/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: Approval
  }
  /** Whether the acting person’s own rights suffice */
  'GET /api/approvals/{id}/rights': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: { right: 'enough' | 'short' | 'unknown'; adminRight: string | null; you: boolean }
  }
  /** How soon each approver decides, and how often with yes */
  'GET /api/approvers': {
    path: undefined
    query: { days?: number }
    body: undefined
    answer: { since: string; items: Approver[] }
  }
  /** Say yes to exactly this */
  'POST /api/approvals/{id}/approve': {
    path: { id: string }
    query: undefined
    body: {
      hash: string
      version: number
      onBehalfOf?: string
      proof?: string
      justification?: string
      comment?: string
      samples?: number[]
    }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Say no */
  'POST /api/approvals/{id}/reject': {
    path: { id: string }
    query: undefined
    body: { hash: string; version: number; onBehalfOf?: string; comment?: string }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** How each kind of change was decided, and what is ripe for always */
  'GET /api/autonomy': {
    path: undefined
    query: { days?: number }
    body: undefined
    answer: { since: string; items: AutonomyKind[] }
  }
  /** What was approved for always, the newest first */
  'GET /api/standing-approvals': {
    path: undefined
    query: undefined
    body: undefined
    answer: { items: StandingApproval[] }
  }
  /** Approve always */
  'POST /api/standing-approvals': {
    path: undefined
    query: undefined
    body: {
      approval: string
      hash: string
      version: number
      scope: {
        targets:
          | { kind: 'own' }
          | { kind: 'these'; ids: string[] }
          | { kind: 'within'; departments: string[]; labels: string[]; groups: string[] }
        requesters: { departments: string[]; groups: string[]; assurance: 'verified' | 'asserted' }
        channels: ('pro' | 'go' | 'ticket')[]
        params: { [key: string]: (string | number | boolean | null | (string | number | boolean)[])[] }
        until: string
        cap: { total: number; perDay: number }
      }
      justification?: string
    }
    answer: StandingApproval
  }
  /** One that was approved for always */
  'GET /api/standing-approvals/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: StandingApproval
  }
  /** Take back what was approved for always */
  'DELETE /api/standing-approvals/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: StandingApproval
  }
  /** Who decides on whose behalf, the latest first */
  'GET /api/deputies': {
    path: undefined
    query: undefined
    body: undefined
    answer: { items: Deputy[]; candidates: { person: string; name: string | null; email: string | null }[] }
  }
  /** Name who decides on my behalf while I am away */
  'POST /api/deputies': {
    path: undefined
    query: undefined
    body: { deputy: string; from?: string; until: string }
    answer: Deputy
  }
  /** Take back who decides on my behalf */
  'DELETE /api/deputies/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: Deputy
  }
  /** What approving always would cover */
  'POST /api/standing-approvals/preview': {
    path: undefined
    query: undefined
    body: {
      approval: string
      hash: string
      version: number
      scope: {
        targets:
          | { kind: 'own' }
          | { kind: 'these'; ids: string[] }
          | { kind: 'within'; departments: string[]; labels: string[]; groups: string[] }
        requesters: { departments: string[]; groups: string[]; assurance: 'verified' | 'asserted' }
        channels: ('pro' | 'go' | 'ticket')[]
        params: { [key: string]: (string | number | boolean | null | (string | number | boolean)[])[] }
        until: string
        cap: { total: number; perDay: number }
      }
    }
    answer: StandingPreview
  }
  /** How many accounts approving always could touch now, counted in the directory */
  'POST /api/standing-approvals/reach': {
    path: undefined
    query: undefined
    body: {
      approval: string
      hash: string
      version: number
      scope: {
        targets:
          | { kind: 'own' }
          | { kind: 'these'; ids: string[] }
          | { kind: 'within'; departments: string[]; labels: string[]; groups: string[] }
        requesters: { departments: string[]; groups: string[]; assurance: 'verified' | 'asserted' }
        channels: ('pro' | 'go' | 'ticket')[]
        params: { [key: string]: (string | number | boolean | null | (string | number | boolean)[])[] }
        until: string
        cap: { total: number; perDay: number }
      }
    }
    answer: StandingReach
  }
  /** What a lapsed one would be anew, and what is another since */
  'GET /api/standing-approvals/{id}/renewal': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: StandingRenewal
  }
  /** Confirm a lapsed one anew, with what is left of it */
  'POST /api/standing-approvals/{id}/renewal': {
    path: { id: string }
    query: undefined
    body: {
      approval: string
      hash: string
      version: number
      until: string
      cap: { total: number; perDay: number }
      justification?: string
    }
    answer: StandingApproval
  }
  /** Take lines out of a list that waits */
  'POST /api/approvals/{id}/take-out': {
    path: { id: string }
    query: undefined
    body: { hash: string; version: number; lines: number[] }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Change what is asked for, before anybody’s yes counts */
  'POST /api/approvals/{id}/edit': {
    path: { id: string }
    query: undefined
    body: { hash: string; version: number; params: { [key: string]: Json }; target?: string; reason?: string }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** What is held back, in force first */
  'GET /api/stops': {
    path: undefined
    query: undefined
    body: undefined
    answer: { items: Stop[] }
  }
  /** Hold changes back at once */
  'POST /api/stops': {
    path: undefined
    query: undefined
    body: { platform?: string; action?: string; reason: string }
    answer: Stop
  }
  /** Let changes go on */
  'POST /api/stops/{id}/resume': {
    path: { id: string }
    query: undefined
    body: { reason: string }
    answer: Stop
  }
  /** One list with all of its lines */
  'GET /api/requests/{id}/lists/{step}': {
    path: { id: string; step: number }
    query: undefined
    body: undefined
    answer: List
  }
  /** Begin no further line */
  'POST /api/requests/{id}/lists/{step}/pause': {
    path: { id: string; step: number }
    query: undefined
    body: { hash: string }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Go on, having looked at what was done so far */
  'POST /api/requests/{id}/lists/{step}/resume': {
    path: { id: string; step: number }
    query: undefined
    body: { hash: string }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** End it; what was done stays done */
  'POST /api/requests/{id}/lists/{step}/stop': {
    path: { id: string; step: number }
    query: undefined
    body: { hash: string }
    answer: { accepted: true; code: string; decision: string } | { pending: true; decision: string }
  }
  /** Ask for the reverse of what a list did */
  'POST /api/requests/{id}/lists/{step}/undo': {
    path: { id: string; step: number }
    query: undefined
    body: { hash: string }
    answer: { id: string }
  }
  /** The activity log in order */
  'GET /api/activity': {
    path: undefined
    query: {
      since?: string
      until?: string
      kind?:
        | 'request.opened'
        | 'request.redelivered'
        | 'request.status'
        | 'request.closed'
        | 'content.destroyed'
        | 'decision'
        | 'list.status'
        | 'approval.requested'
        | 'approval.reminded'
        | 'approval.decided'
        | 'approval.refused'
        | 'approval.closed'
        | 'action.intent'
        | 'action.outcome'
        | 'action.settled'
        | 'action.read'
        | 'action.corroborated'
        | 'action.uncorroborated'
        | 'connection.made'
        | 'connection.ended'
        | 'connection.needed'
        | 'bundle.proposed'
        | 'bundle.published'
        | 'bundle.refused'
        | 'standing.granted'
        | 'standing.signed'
        | 'standing.ended'
        | 'writes.stopped'
        | 'writes.resumed'
        | 'deputy.named'
        | 'deputy.ended'
        | 'session.opened'
        | 'session.closed'
        | 'session.refused'
        | 'access.denied'
        | 'door.refused'
        | 'activity.read'
        | 'activity.exported'
        | 'settings.changed'
        | 'content.viewed'
        | 'evidence.destroyed'
        | 'reconciled'
        | 'alarm'
        | 'tenant.created'
        | 'tenant.suspended'
        | 'tenant.resumed'
        | 'tenant.deleting'
        | 'keys.rotated'
        | 'secret.kept'
        | 'secret.seen'
        | 'secret.stale'
      action?: string
      actor?: string
      request?: string
      outcome?: string
      after?: number
      limit?: number
    }
    body: undefined
    answer: { items: { seq: number; hash: string; entry: string }[]; next: number | null }
  }
  /** The log as JSON lines, CSV or OCSF */
  'GET /api/activity/export': {
    path: undefined
    query: {
      since?: string
      until?: string
      kind?:
        | 'request.opened'
        | 'request.redelivered'
        | 'request.status'
        | 'request.closed'
        | 'content.destroyed'
        | 'decision'
        | 'list.status'
        | 'approval.requested'
        | 'approval.reminded'
        | 'approval.decided'
        | 'approval.refused'
        | 'approval.closed'
        | 'action.intent'
        | 'action.outcome'
        | 'action.settled'
        | 'action.read'
        | 'action.corroborated'
        | 'action.uncorroborated'
        | 'connection.made'
        | 'connection.ended'
        | 'connection.needed'
        | 'bundle.proposed'
        | 'bundle.published'
        | 'bundle.refused'
        | 'standing.granted'
        | 'standing.signed'
        | 'standing.ended'
        | 'writes.stopped'
        | 'writes.resumed'
        | 'deputy.named'
        | 'deputy.ended'
        | 'session.opened'
        | 'session.closed'
        | 'session.refused'
        | 'access.denied'
        | 'door.refused'
        | 'activity.read'
        | 'activity.exported'
        | 'settings.changed'
        | 'content.viewed'
        | 'evidence.destroyed'
        | 'reconciled'
        | 'alarm'
        | 'tenant.created'
        | 'tenant.suspended'
        | 'tenant.resumed'
        | 'tenant.deleting'
        | 'keys.rotated'
        | 'secret.kept'
        | 'secret.seen'
        | 'secret.stale'
      action?: string
      actor?: string
      request?: string
      outcome?: string
      after?: number
      format?: 'jsonl' | 'csv' | 'ocsf'
    }
    body: undefined
    answer: undefined
  }
  /** Prove the chain */
  'GET /api/activity/verify': {
    path: undefined
    query: undefined
    body: undefined
    answer: { intact: boolean; seq: number; brokenAt?: number }
  }
  /** Everything Dex did to me or for me */
  'GET /api/me/activity': {
    path: undefined
    query: { before?: number; limit?: number }
    body: undefined
    answer: {
      items: {
        seq: number
        at: string
        kind: string
        because: ('requester' | 'subject' | 'actor' | 'authority')[]
        request: string | null
        step: number | null
        action: string | null
        target: { platform: string; type: string; id: string } | null
        code: string | null
        platformRequestId: string | null
      }[]
      next: number | null
    }
  }
  /** Everything Dex did to a named person or for them */
  'POST /api/activity/of-person': {
    path: undefined
    query: undefined
    body: {
      person?: string
      email?: string
      accounts?: { platform: string; id: string }[]
      before?: number
      limit?: number
    }
    answer: {
      items: {
        seq: number
        at: string
        kind: string
        because: ('requester' | 'subject' | 'actor' | 'authority')[]
        request: string | null
        step: number | null
        action: string | null
        target: { platform: string; type: string; id: string } | null
        code: string | null
        platformRequestId: string | null
      }[]
      next: number | null
    }
  }
  /** One-time secrets that wait for me */
  'GET /api/secrets': {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: {
        id: string
        request: string
        step: number
        createdAt: string
        expiresAt: string
        page: string
      }[]
    }
  }
  /** Show a one-time secret, and destroy it */
  'POST /api/secrets/{id}/reveal': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: { secret: string }
  }
  /** Delegated credentials */
  'GET /api/connections': {
    path: undefined
    query: { all?: 'true' | 'false' }
    body: undefined
    answer: { items: Connection[] }
  }
  /** Disconnect: revoked at the platform, destroyed here */
  'DELETE /api/connections/{id}': {
    path: { id: string }
    query: undefined
    body: undefined
    answer: { id: string; atPlatform: boolean | null }
  }
  /** The catalog of actions */
  'GET /api/actions': {
    path: undefined
    query: undefined
    body: undefined
    answer: { items: Json[] }
  }
  /** Publish a policy bundle, or an older one again */
  'POST /api/policy/publish': {
    path: undefined
    query: undefined
    body: {
      kind: 'operator' | 'tenant'
      files?: { path: string; text: string }[]
      digest?: string
      reason: string
    }
    answer: Publication
  }
  /** Bundles, who published them, when and why */
  'GET /api/policy/history': {
    path: undefined
    query: { digest?: string; limit?: number }
    body: undefined
    answer: PolicyHistory
  }
  /** What differs between two versions */
  'GET /api/policy/diff': {
    path: undefined
    query: { from: string; to: string }
    body: undefined
    answer: PolicyDiff
  }
  /** Why each step of a request was decided so */
  'GET /api/policy/explain': {
    path: undefined
    query: { request: string; step?: number }
    body: undefined
    answer: { items: ExplainedDecision[] }
  }
  /** What policy would say */
  'POST /api/policy/decide': {
    path: undefined
    query: undefined
    body: {
      id: string
      tenant: string
      channel: 'pro' | 'go' | 'ticket'
      requester: {
        id?: string | null
        email?: string | null
        verified?: boolean | null
        department?: string | null
        groups?: string[] | null
        roles?: string[] | null
      }
      action: string
      target: {
        platform: string
        type: string
        id?: string | null
        email?: string | null
        department?: string | null
        privileged?: boolean | null
        labels?: string[] | null
      }
      objects?: {
        platform: string
        type: string
        id?: string | null
        email?: string | null
        department?: string | null
        privileged?: boolean | null
        labels?: string[] | null
        role: string
      }[]
      params?: { [key: string]: Json }
      provenance?: { [key: string]: 'requester' | 'directory' | 'text' | 'model' }
      runtime: {
        now?: string | null
        zone?: string | null
        usage?: { [key: string]: number | null }
        bulk?: { size: number; index: number }
      }
    }
    answer: Json
  }
}
