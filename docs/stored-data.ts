/**
 * What is stored and how, for docs/data.md. A test holds it against the database's schema, the search attributes and the
 * fields of the log: a new column without a line here fails.
 */
export const kinds = {
  id: ['an id that Dex made, or a tenant’s short name', 'plain'],
  name: ['a name of ours: source, platform, action, rule, field', 'plain'],
  platformId: ['an immutable id of the platform: a pseudonym', 'plain'],
  account: ['issuer and subject of a sign-in: a pseudonym', 'plain'],
  code: ['one word of a fixed list, or a list of such', 'plain'],
  count: ['a number', 'plain'],
  time: ['a time', 'plain'],
  place: ['a network address of a service', 'plain'],
  setting: ['configuration: rules, groups, roles, labels by id', 'plain'],
  decision: ['verdicts, rules and obligations, by id', 'plain'],
  statement: ['a signed statement: ids, digests, times', 'plain, signed with Ed25519 by api'],
  digest: ['a digest of ids and parameters', 'SHA-256'],
  chain: ['the chain of the activity log', 'SHA-256 over the entry before'],
  entry: ['one line of the activity log, see below', 'plain, chained'],
  grant: ['a digest of issuer, client, account and scopes', 'SHA-256'],
  lookup: ['an e-mail address, to find it by', 'HMAC under the tenant’s `lookup` key'],
  authors: [
    'people’s ids; of those unknown here, their e-mail address',
    'HMAC under the tenant’s `lookup` key',
  ],
  scope: ['what a limit counts by: a word, an id, a pseudonym or a keyed hash', 'plain'],
  evidence: ['a digest of content', 'HMAC under the tenant’s evidence key of that month'],
  facts: [
    'verdicts, rules, and the facts that those rules read',
    'sealed with the tenant’s evidence key of that month',
  ],
  doorKey: [
    'the ticket’s id where its source is marked impersonal',
    'otherwise HMAC under the tenant’s `lookup` key',
  ],
  hashed: ['a secret that others hold', 'SHA-256 of 256 random bits'],
  profile: ['a person’s name and e-mail address', 'sealed with the tenant’s `column` key'],
  columnText: [
    'why a person granted a standing approval, or held changes back',
    'sealed with the tenant’s `column` key',
  ],
  content: ['content: ticket, what was read, model turns, comments', 'sealed with the request’s own key'],
  undo: ['what stood before a change and after it, and what puts it back', 'sealed with a key of its own'],
  secret: ['a temporary password, pass or code for one person', 'sealed with a key of its own'],
  oauthRound: ['state, nonce, verifier and code of one sign-in', 'sealed with the tenant’s `payload` key'],
  doorSecret: ['a secret of ours', 'sealed with a key that api alone holds'],
  gateSecret: ['a secret of ours', 'sealed with a key that gate alone holds'],
  tokens: ['delegated tokens', 'sealed with a key that gate alone holds'],
} as const satisfies Record<string, readonly [what: string, protection: string]>
export type Kind = keyof typeof kinds

export interface StoredTable {
  life: string
  columns: Partial<Record<Kind, readonly string[]>>
}

const tenantLife = 'as long as the tenant'
const recordLife = 'the record: as long as the tenant; a stated end is not there yet'

/** Every table of Postgres, its columns by what they hold. */
export const storedTables: Readonly<Record<string, StoredTable>> = {
  schema_migrations: {
    life: 'as long as the database',
    columns: { count: ['version'], name: ['name'], time: ['applied_at'] },
  },
  tenants: {
    life: tenantLife,
    columns: { id: ['tenant', 'sign_in'], code: ['state'], name: ['namespace'], time: ['created_at'] },
  },
  tenant_settings: { life: tenantLife, columns: { id: ['tenant'], setting: ['settings'] } },
  identity_providers: {
    life: tenantLife,
    columns: {
      id: ['tenant'],
      place: ['issuer'],
      name: ['client_id', 'cli_client_id'],
      doorSecret: ['sealed_secret'],
      setting: ['group_roles', 'mfa'],
    },
  },
  platform_clients: {
    life: tenantLife,
    columns: {
      id: ['tenant'],
      name: ['platform', 'client_id'],
      place: ['origin', 'issuer', 'hosted_domain'],
      gateSecret: ['sealed_secret'],
    },
  },
  source_directory: { life: tenantLife, columns: { id: ['source', 'tenant'] } },
  sources: {
    life: tenantLife,
    columns: { id: ['tenant', 'source'], code: ['kind', 'impersonal'], doorSecret: ['sealed_secret'] },
  },
  senders: {
    life: tenantLife,
    columns: { id: ['tenant', 'source'], code: ['kind'], place: ['origin'], gateSecret: ['sealed_token'] },
  },
  people: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'id'],
      account: ['issuer', 'subject'],
      lookup: ['email_lookup'],
      profile: ['sealed'],
      code: ['roles', 'state'],
      time: ['created_at', 'seen_at'],
    },
  },
  accounts: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'person'],
      name: ['platform'],
      place: ['org'],
      platformId: ['account_id'],
      time: ['linked_at'],
    },
  },
  sessions: {
    life: 'valid for 12 hours at most; the row goes at sign-out, a stale one is no longer valid and stays',
    columns: {
      id: ['tenant', 'person'],
      hashed: ['id_hash'],
      code: ['kind', 'roles'],
      account: ['auth'],
      time: ['created_at', 'seen_at', 'expires_at'],
    },
  },
  step_ups: {
    life: 'valid for the `maxAge` of its rule, once; the row goes within 12 hours',
    columns: {
      id: ['tenant', 'id', 'person', 'approval'],
      hashed: ['session'],
      digest: ['hash'],
      code: ['acr'],
      time: ['auth_time', 'made_at', 'used_at'],
    },
  },
  approver_sets: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'person', 'people'],
      platformId: ['groups'],
      name: ['roles'],
      time: ['read_at'],
    },
  },
  fact_sources: {
    life: tenantLife,
    columns: {
      id: ['tenant'],
      name: ['platform', 'self_editable'],
      time: ['changed_at'],
    },
  },
  connect_attempts: {
    life: 'valid for minutes and once; used and stale rows stay, useless without the client’s secret',
    columns: {
      id: ['tenant', 'id', 'person'],
      hashed: ['state_hash'],
      name: ['platform'],
      code: ['kind'],
      oauthRound: ['sealed'],
      time: ['expires_at', 'used_at'],
    },
  },
  connections: {
    life: 'tokens until they are revoked, then emptied; the row as long as the tenant',
    columns: {
      id: ['tenant', 'id', 'person'],
      name: ['platform'],
      platformId: ['account_id'],
      code: ['kind', 'scopes', 'state', 'claims'],
      grant: ['fingerprint'],
      tokens: ['sealed_tokens'],
      count: ['version'],
      time: ['expires_at', 'created_at'],
    },
  },
  model_usage: {
    life: tenantLife,
    columns: { id: ['tenant'], time: ['day'], count: ['turns', 'tokens', 'cost_micros'], name: ['models'] },
  },
  requests: {
    life: recordLife,
    columns: {
      id: ['tenant', 'id', 'source', 'requester_person', 'undoes_request'],
      doorKey: ['door_key', 'workflow_id'],
      code: ['channel', 'assurance', 'status', 'status_code', 'actions', 'risk'],
      lookup: ['requester_lookup'],
      authors: ['authors'],
      evidence: ['content_digest'],
      count: ['turns', 'denials', 'tokens', 'cost_micros', 'undoes_step'],
      time: ['opened_at', 'updated_at', 'closed_at', 'destroyed_at'],
    },
  },
  proposals: {
    life: recordLife,
    columns: {
      id: ['tenant', 'request', 'act_as'],
      count: ['step', 'action_version'],
      code: ['origin', 'risk', 'is_write', 'effect', 'code', 'state', 'outcome_code'],
      name: ['action'],
      digest: ['action_hash', 'obligations_digest', 'bundle'],
      platformId: ['target', 'target_id', 'objects'],
      decision: ['decision', 'code_rules'],
      time: ['shown_at', 'created_at', 'updated_at'],
    },
  },
  calls: {
    life: recordLife,
    columns: { id: ['tenant', 'request'], count: ['turn', 'call_index', 'step'], code: ['code'] },
  },
  approvals: {
    life: recordLife,
    columns: {
      id: ['tenant', 'id', 'request', 'act_as', 'ended_by', 'asked_people'],
      count: ['step', 'version'],
      code: ['subject_kind', 'state', 'ended_code', 'passed_code', 'too_few'],
      digest: ['subject_hash', 'obligations_digest', 'bundle'],
      decision: ['obligations'],
      time: ['created_at', 'expires_at', 'deadlines', 'remind_at', 'reminded_at', 'closed_at'],
    },
  },
  decisions: {
    life: recordLife,
    columns: {
      id: ['tenant', 'id', 'approval', 'request', 'approver'],
      count: ['step', 'attempt'],
      code: ['verdict'],
      statement: ['statement', 'signature'],
      time: ['decided_at'],
    },
  },
  decision_checks: {
    life: recordLife,
    columns: { id: ['tenant', 'decision'], code: ['code'], time: ['checked_at'] },
  },
  decision_uses: {
    life: recordLife,
    columns: { id: ['tenant', 'decision'], digest: ['idempotency_key'], time: ['used_at'] },
  },
  ledger: {
    life: recordLife,
    columns: {
      id: ['tenant', 'request', 'act_as'],
      digest: ['idempotency_key', 'action_hash'],
      count: ['step', 'attempt'],
      name: ['action'],
      code: ['state', 'outcome_code'],
      grant: ['fingerprint'],
      platformId: ['platform_request_id', 'platform_event_id'],
      time: ['call_not_after', 'intended_at', 'settled_at'],
    },
  },
  limit_uses: {
    life: recordLife,
    columns: {
      id: ['tenant', 'request'],
      name: ['rule'],
      scope: ['scope_key'],
      count: ['step'],
      time: ['used_at'],
    },
  },
  scratch: {
    life: 'until the request closes: its key is destroyed, then the rows',
    columns: { id: ['tenant', 'request'], name: ['name'], content: ['sealed'], time: ['created_at'] },
  },
  secrets: {
    life: 'the secret until it is seen, at most 15 minutes: its key is destroyed, then its bytes; the rest is the record',
    columns: {
      id: ['tenant', 'id', 'request', 'person'],
      count: ['step'],
      secret: ['sealed'],
      code: ['ended_as'],
      time: ['created_at', 'expires_at', 'ended_at'],
    },
  },
  operator_bundles: {
    life: 'as long as the database',
    columns: {
      digest: ['digest'],
      setting: ['body', 'reason', 'tests'],
      id: ['published_by'],
      time: ['published_at'],
    },
  },
  operator_runbooks: {
    life: 'as long as the database',
    columns: { digest: ['digest'], id: ['id'], setting: ['language', 'words'] },
  },
  operator_bundle_in_force: {
    life: 'as long as the database',
    columns: { count: ['slot'], digest: ['digest'] },
  },
  tenant_bundles: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'published_by'],
      digest: ['digest'],
      setting: ['body', 'reason', 'tests'],
      time: ['published_at'],
    },
  },
  tenant_runbooks: {
    life: tenantLife,
    columns: { id: ['tenant', 'id'], digest: ['digest'], setting: ['language', 'words'] },
  },
  tenant_bundle_in_force: { life: tenantLife, columns: { id: ['tenant'], digest: ['digest'] } },
  publications: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'id', 'author'],
      digest: ['digest', 'base_operator', 'base_tenant', 'united'],
      count: ['ordinal'],
      code: ['kind', 'owner', 'loosens', 'state', 'code'],
      setting: ['reason', 'review'],
      statement: ['statement', 'signature'],
      time: ['proposed_at', 'settled_at'],
    },
  },
  standing_approvals: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'id', 'grantor', 'source_request', 'renews', 'closed_by'],
      name: ['action'],
      statement: ['terms'],
      count: ['source_step'],
      code: ['state', 'code'],
      columnText: ['sealed_reason'],
      time: ['granted_at', 'until', 'closed_at'],
    },
  },
  standing_signatures: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'standing', 'person'],
      statement: ['statement', 'signature'],
      time: ['signed_at'],
    },
  },
  deputies: {
    life: tenantLife,
    columns: {
      id: ['tenant', 'id', 'person', 'deputy', 'ended_by'],
      statement: ['statement', 'signature'],
      time: ['from_at', 'until_at', 'created_at', 'ended_at'],
    },
  },
  bulk_lists: {
    life: recordLife,
    columns: {
      id: ['tenant', 'request'],
      count: ['step', 'turn', 'call_index', 'size', 'replaced_by'],
      name: ['action'],
      digest: ['hash'],
      code: ['state', 'code'],
      time: ['created_at', 'started_at', 'ended_at'],
    },
  },
  bulk_lines: {
    life: recordLife,
    columns: {
      id: ['tenant', 'request'],
      count: ['list', 'line', 'position', 'step'],
      platformId: ['target', 'target_id'],
      digest: ['action_hash'],
      code: ['state', 'code', 'read_back'],
      time: ['settled_at'],
    },
  },
  leaf_uses: {
    life: recordLife,
    columns: {
      id: ['tenant', 'request'],
      count: ['list', 'position'],
      digest: ['idempotency_key'],
      time: ['used_at'],
    },
  },
  standing_uses: {
    life: recordLife,
    columns: { id: ['tenant', 'standing', 'request'], count: ['step'], time: ['used_at'] },
  },
  activity_log: {
    life: recordLife,
    columns: {
      id: ['tenant', 'request'],
      count: ['seq'],
      chain: ['hash'],
      entry: ['entry'],
      time: ['written_at'],
    },
  },
  log_cursors: {
    life: recordLife,
    columns: { id: ['tenant'], name: ['name'], count: ['seq'], chain: ['hash'], time: ['updated_at'] },
  },
  decision_records: {
    life: 'DEX_EVIDENCE_LIFE (400 days) after the end of its month: the key of that month is destroyed, then the rows',
    columns: {
      id: ['tenant', 'request'],
      count: ['step', 'version'],
      time: ['period', 'decided_at'],
      facts: ['sealed'],
    },
  },
  stops: {
    life: recordLife,
    columns: {
      id: ['tenant', 'id', 'stopped_by', 'ended_by'],
      name: ['platform', 'action'],
      columnText: ['sealed_reason', 'end_sealed_reason'],
      statement: ['statement', 'signature', 'end_statement', 'end_signature'],
      time: ['stopped_at', 'ended_at'],
    },
  },
  undo_states: {
    life: 'as long as policy says (`undo: { keep }`), at most 30 days: the key is destroyed, then the row',
    columns: {
      id: ['tenant', 'request', 'id'],
      count: ['step'],
      code: ['complete'],
      time: ['created_at', 'expires_at'],
      undo: ['sealed'],
    },
  },
  log_heads: { life: recordLife, columns: { id: ['tenant'], count: ['seq'], chain: ['hash'] } },
}
