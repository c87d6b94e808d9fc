/** Where copies of the activity log stand, and the facts that decisions were made on, for their stated life (T26). */
export const theRecord = `
create table log_cursors (
  tenant text references tenants, name text, seq bigint not null, hash bytea not null,
  updated_at timestamptz not null default now(), primary key (tenant, name)
);
create table decision_records (
  tenant text, request text, step int, version int, period text not null, sealed bytea not null,
  decided_at timestamptz not null default now(),
  primary key (tenant, request, step, version), foreign key (tenant, request) references requests
);
create index decision_records_by_period on decision_records (tenant, period);
grant select, insert, update on log_cursors to dex_gate;
grant select on log_cursors to dex_api;
grant select, insert, delete on decision_records to dex_gate;
grant select on decision_records to dex_api;

alter table log_cursors enable row level security;
alter table log_cursors force row level security;
create policy tenant_only on log_cursors using (tenant = app_tenant()) with check (tenant = app_tenant());
alter table decision_records enable row level security;
alter table decision_records force row level security;
create policy tenant_only on decision_records using (tenant = app_tenant()) with check (tenant = app_tenant());

-- So that one request's entries are found without reading them all; made by the server out of the text that is hashed.
alter table activity_log add column request text generated always as ((entry::jsonb) ->> 'request') stored;
create index activity_log_by_request on activity_log (tenant, request, seq) where request is not null;
`
