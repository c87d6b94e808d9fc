/** Tables that hold one tenant's rows: row-level security is forced on each of them. */
const tenantTables = [
  'tenant_settings',
  'identity_providers',
  'platform_clients',
  'sources',
  'senders',
  'people',
  'accounts',
  'sessions',
  'connect_attempts',
  'connections',
  'requests',
  'proposals',
  'calls',
  'approvals',
  'decisions',
  'decision_checks',
  'decision_uses',
  'ledger',
  'limit_uses',
  'scratch',
  'tenant_bundles',
  'tenant_bundle_in_force',
  'activity_log',
  'log_heads',
]

const appendOnly = [
  'activity_log',
  'decisions',
  'decision_checks',
  'decision_uses',
  'operator_bundles',
  'tenant_bundles',
]

const tables = `
create table tenants (
  tenant text primary key,
  state text not null default 'active' check (state in ('active', 'suspended', 'deleting')),
  created_at timestamptz not null default now()
);
create table source_directory (source text primary key, tenant text not null references tenants);
create table operator_bundles (
  digest text primary key, body jsonb not null, published_by text not null, reason text not null,
  published_at timestamptz not null default now()
);
create table operator_bundle_in_force (slot int primary key check (slot = 1), digest text not null references operator_bundles);

create table tenant_settings (tenant text primary key references tenants, settings jsonb not null);
create table identity_providers (
  tenant text primary key references tenants, issuer text not null, client_id text not null, cli_client_id text not null,
  sealed_secret bytea not null, group_roles jsonb not null
);
create table platform_clients (
  tenant text references tenants, platform text, origin text not null, client_id text not null, sealed_secret bytea not null,
  primary key (tenant, platform)
);
create table sources (
  tenant text references tenants, source text, kind text not null, impersonal boolean not null, sealed_secret bytea not null,
  primary key (tenant, source)
);
create table senders (
  tenant text references tenants, source text, kind text not null, origin text not null, sealed_token bytea not null,
  primary key (tenant, source)
);
create table people (
  tenant text references tenants, id text, issuer text not null, subject text not null, email_lookup text not null,
  sealed bytea not null, roles text[] not null, state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null default now(), seen_at timestamptz not null default now(),
  primary key (tenant, id), unique (tenant, issuer, subject)
);
create index people_by_email on people (tenant, email_lookup);
create table accounts (
  tenant text references tenants, person text, platform text, org text, account_id text not null,
  linked_at timestamptz not null default now(),
  primary key (tenant, platform, org, account_id), foreign key (tenant, person) references people
);
create index accounts_by_person on accounts (tenant, person, platform);
create table sessions (
  tenant text references tenants, id_hash text, person text not null, kind text not null check (kind in ('browser', 'cli')),
  roles text[] not null, auth jsonb not null, created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(), expires_at timestamptz not null,
  primary key (tenant, id_hash), foreign key (tenant, person) references people
);
create table connect_attempts (
  tenant text references tenants, id text, state_hash text not null, person text not null, platform text not null,
  kind text not null, sealed bytea not null, expires_at timestamptz not null, used_at timestamptz,
  primary key (tenant, id), unique (tenant, state_hash)
);
create table connections (
  tenant text references tenants, id text, person text not null, platform text not null,
  kind text not null check (kind in ('own', 'admin', 'investigate')), account_id text not null, scopes text[] not null,
  state text not null check (state in ('active', 'expired', 'revoked')), fingerprint text not null, sealed_tokens bytea not null,
  version int not null default 1, expires_at timestamptz not null, created_at timestamptz not null default now(),
  primary key (tenant, id), foreign key (tenant, person) references people
);
create unique index connections_one_active on connections (tenant, person, platform, kind) where state = 'active';
create index connections_by_kind on connections (tenant, platform, kind, created_at) where state = 'active';
create table requests (
  tenant text references tenants, id text, workflow_id text not null, source text not null, door_key text not null,
  channel text not null check (channel in ('pro', 'go', 'ticket')),
  assurance text not null check (assurance in ('verified', 'asserted')),
  requester_person text, requester_lookup text, authors text[] not null,
  status text not null check (status in
    ('investigating', 'waiting_approval', 'executing', 'waiting_requester', 'escalated', 'resolved', 'cancelled')),
  status_code text, actions text[] not null default '{}', risk text not null default 'low', content_digest text not null,
  turns int not null default 0, denials int not null default 0, tokens bigint not null default 0,
  opened_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  closed_at timestamptz, destroyed_at timestamptz,
  primary key (tenant, id), unique (tenant, source, door_key), unique (tenant, workflow_id)
);
create index requests_recent on requests (tenant, opened_at desc, id desc);
create table proposals (
  tenant text, request text, step int, origin text not null check (origin in ('model', 'system')),
  action text not null, action_version int not null, action_hash text not null, target jsonb, objects jsonb not null,
  risk text not null, is_write boolean not null,
  effect text not null check (effect in ('permit', 'require_approval', 'deny')), code text, decision jsonb not null,
  code_rules jsonb not null, obligations_digest text, bundle text, act_as jsonb,
  state text not null check (state in ('decided', 'waiting', 'denied', 'done', 'failed', 'in_doubt', 'void')),
  outcome_code text, shown_at timestamptz, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  primary key (tenant, request, step), foreign key (tenant, request) references requests
);
create unique index proposals_open on proposals (tenant, request, action_hash) where shown_at is null and state <> 'void';
create table calls (
  tenant text, request text, turn int, call_index int, step int, code text,
  primary key (tenant, request, turn, call_index), foreign key (tenant, request) references requests
);
create table approvals (
  tenant text, id text, request text not null, step int not null,
  subject_kind text not null check (subject_kind in ('action', 'list', 'bundle', 'standing')), subject_hash text not null,
  version int not null, state text not null check (state in ('pending', 'approved', 'rejected', 'expired', 'void')),
  obligations jsonb not null, obligations_digest text not null, bundle text not null, act_as jsonb,
  created_at timestamptz not null default now(), expires_at timestamptz not null, reminded_at timestamptz, closed_at timestamptz,
  primary key (tenant, id), unique (tenant, request, step, version)
);
create index approvals_waiting on approvals (tenant, expires_at, id) where state = 'pending';
create table decisions (
  tenant text, id text, approval text, request text not null, step int not null, approver text not null,
  verdict text not null, statement jsonb not null, signature text not null, decided_at timestamptz not null default now(),
  primary key (tenant, id)
);
-- Single use (T5): one yes or no of one person for one step.
create unique index decisions_once on decisions (tenant, request, step, approver) where verdict in ('approve', 'reject');
create table decision_checks (
  tenant text, decision text, code text not null, checked_at timestamptz not null default now(), primary key (tenant, decision),
  foreign key (tenant, decision) references decisions
);
create table decision_uses (
  tenant text, decision text, idempotency_key text not null, used_at timestamptz not null default now(),
  primary key (tenant, decision), foreign key (tenant, decision) references decisions
);
create table ledger (
  tenant text, idempotency_key text, request text not null, step int not null, action text not null, action_hash text not null,
  state text not null check (state in ('intended', 'calling', 'done', 'failed', 'in_doubt')), attempt int not null default 0,
  call_not_after timestamptz, act_as jsonb, fingerprint text, platform_request_id text, platform_event_id text, outcome_code text,
  intended_at timestamptz not null default now(), settled_at timestamptz,
  primary key (tenant, idempotency_key), unique (tenant, request, step), foreign key (tenant, request) references requests
);
create index ledger_unsettled on ledger (tenant, intended_at) where settled_at is null;
create table limit_uses (
  tenant text, rule text, scope_key text, request text, step int, used_at timestamptz not null default now(),
  primary key (tenant, rule, request, step)
);
create index limit_uses_recent on limit_uses (tenant, rule, scope_key, used_at);
create table scratch (
  tenant text, request text, name text, sealed bytea not null, created_at timestamptz not null default now(),
  primary key (tenant, request, name), foreign key (tenant, request) references requests
);
create table tenant_bundles (
  tenant text references tenants, digest text, body jsonb not null, published_by text not null, reason text not null,
  published_at timestamptz not null default now(), primary key (tenant, digest)
);
create table tenant_bundle_in_force (tenant text primary key references tenants, digest text not null,
  foreign key (tenant, digest) references tenant_bundles);
create table activity_log (
  tenant text, seq bigint, hash bytea not null, entry text not null, written_at timestamptz not null default now(),
  primary key (tenant, seq)
);
create table log_heads (tenant text primary key, seq bigint not null, hash bytea not null);
`

const functions = `
create function app_tenant() returns text language plpgsql stable parallel safe as $$
declare value text := nullif(current_setting('app.tenant', true), '');
begin
  if value is null then
    raise exception 'tenant_unset' using errcode = 'DX001', hint = 'set app.tenant in the transaction';
  end if;
  return value;
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'append_only: % refuses %', tg_table_name, tg_op using errcode = 'DX002';
end $$;

-- One round trip: takes the tenant's head row, so one chain a tenant and no tenant waits for another.
-- INVARIANT: hash = sha256(previous hash || seq as eight bytes || entry), the same as vault's logEntryHash.
create function append_log(entry text) returns table (seq bigint, hash bytea)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  head log_heads%rowtype;
  next_hash bytea;
begin
  insert into log_heads values (app_tenant(), 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  select * into head from log_heads h where h.tenant = app_tenant() for update;
  next_hash := sha256(head.hash || int8send(head.seq + 1) || convert_to(entry, 'UTF8'));
  insert into activity_log (tenant, seq, hash, entry) values (head.tenant, head.seq + 1, next_hash, entry);
  update log_heads h set seq = head.seq + 1, hash = next_hash where h.tenant = head.tenant;
  return query select head.seq + 1, next_hash;
end $$;
revoke all on function append_log(text) from public;
grant execute on function append_log(text) to dex_api, dex_gate, dex_think;
`

const grants = `
grant select on tenants, operator_bundles, operator_bundle_in_force to dex_api, dex_gate, dex_think;
grant select on source_directory to dex_api;
grant select on tenant_settings, tenant_bundles, tenant_bundle_in_force to dex_api, dex_gate, dex_think;
grant insert on operator_bundles, tenant_bundles to dex_api;
grant insert, update on operator_bundle_in_force, tenant_bundle_in_force to dex_api;

grant select on identity_providers, sources to dex_api;
grant select (tenant, platform, origin, client_id) on platform_clients to dex_api;
grant select on platform_clients, senders to dex_gate;
grant select, insert, update on people to dex_api;
grant select on people to dex_gate;
grant select on accounts to dex_api, dex_gate;
grant insert on accounts to dex_gate;
grant select, insert, update, delete on sessions to dex_api;
grant select, insert, update, delete on connect_attempts to dex_api;
grant select, update on connect_attempts to dex_gate;
grant select (tenant, id, person, platform, kind, account_id, scopes, state, fingerprint, version, expires_at, created_at)
  on connections to dex_api;
grant select, insert, update on connections to dex_gate;

grant select, insert on requests to dex_api;
grant select, update on requests to dex_gate;
grant select on requests to dex_think;
grant update (turns, tokens, updated_at) on requests to dex_think;
grant select on proposals to dex_api, dex_think;
grant update (shown_at) on proposals to dex_think;
grant select, insert, update on proposals to dex_gate;
grant select on calls to dex_api, dex_think;
grant select, insert, update on calls to dex_gate;
grant select on approvals to dex_api;
grant select, insert, update on approvals to dex_gate;
grant select, insert on decisions to dex_api;
grant select on decisions to dex_gate;
grant select on decision_checks to dex_api;
grant select, insert on decision_checks, decision_uses to dex_gate;
grant select on ledger to dex_api;
grant select, insert, update on ledger to dex_gate;
grant select, insert on limit_uses to dex_gate;
grant select, insert on scratch to dex_api;
grant select, insert on scratch to dex_think;
grant select, insert, update, delete on scratch to dex_gate;
grant select on activity_log, log_heads to dex_api, dex_gate;
`

const rowSecurity = (table: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy tenant_only on ${table} using (tenant = app_tenant()) with check (tenant = app_tenant());
`

const refuseChanges = (table: string): string => `
create trigger refuse_change before update or delete on ${table} for each row execute function refuse_change();
create trigger refuse_truncate before truncate on ${table} for each statement execute function refuse_change();
`

export const firstLight = [
  'revoke create on schema public from public;',
  'grant usage on schema public to dex_api, dex_gate, dex_think;',
  tables,
  functions,
  grants,
  ...tenantTables.map(rowSecurity),
  ...appendOnly.map(refuseChanges),
].join('\n')
