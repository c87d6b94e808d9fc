/**
 * What an admin holds back: the tenant's changes, those of a platform or of an action. Written by api; the gate reads it in the one
 * transaction before each call, and takes no row's word for its end: the signature counts (T6).
 */
export const stops = `
create table stops (
  tenant text references tenants, id text, platform text, action text, sealed_reason bytea not null,
  stopped_by text not null, statement jsonb not null, signature text not null, stopped_at timestamptz not null default now(),
  ended_by text, end_sealed_reason bytea, end_statement jsonb, end_signature text, ended_at timestamptz,
  primary key (tenant, id)
);
alter table stops enable row level security;
alter table stops force row level security;
create policy tenant_only on stops using (tenant = app_tenant()) with check (tenant = app_tenant());
grant select, insert on stops to dex_api;
grant update (ended_by, end_sealed_reason, end_statement, end_signature, ended_at) on stops to dex_api;
grant select on stops to dex_gate;
`
