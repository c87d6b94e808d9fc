/**
 * What stood before a change, for as long as policy says and 30 days at most, each under a key of its own (T26); and which step of
 * which request a request takes back. The door says so once; nobody changes it.
 */
export const undo = `
create table undo_states (
  tenant text, request text, step int, id text not null, sealed bytea not null, complete boolean not null default false,
  created_at timestamptz not null default now(), expires_at timestamptz not null,
  primary key (tenant, request, step), unique (tenant, id), foreign key (tenant, request, step) references proposals,
  check (expires_at <= created_at + interval '30 days')
);
create index undo_states_by_end on undo_states (tenant, expires_at);
alter table undo_states enable row level security;
alter table undo_states force row level security;
create policy tenant_only on undo_states using (tenant = app_tenant()) with check (tenant = app_tenant());
grant select, insert, update, delete on undo_states to dex_gate;
grant select on undo_states to dex_api;

alter table requests add column undoes_request text, add column undoes_step int,
  add check ((undoes_request is null) = (undoes_step is null));
create index requests_undoing on requests (tenant, undoes_request, undoes_step) where undoes_request is not null;

alter table proposals drop constraint proposals_origin_check;
alter table proposals add constraint proposals_origin_check check (origin in ('model', 'system', 'line', 'person'));
`
