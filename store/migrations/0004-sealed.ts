/**
 * Secrets that wait for a person, and the end of a tenant: what is append-only may go only with its whole tenant, which is
 * the owner's to delete and says so first.
 */
export const sealed = `
create table secrets (
  tenant text references tenants, id text, request text not null, step int not null, person text not null, sealed bytea,
  created_at timestamptz not null, expires_at timestamptz not null, ended_at timestamptz,
  ended_as text check (ended_as in ('seen', 'stale')),
  primary key (tenant, id), foreign key (tenant, request) references requests, foreign key (tenant, person) references people,
  check ((ended_at is null) = (ended_as is null)), check (ended_at is null or sealed is null)
);
create index secrets_waiting on secrets (tenant, person, expires_at) where ended_at is null;
alter table secrets enable row level security;
alter table secrets force row level security;
create policy tenant_only on secrets using (tenant = app_tenant()) with check (tenant = app_tenant());
grant select, insert on secrets to dex_gate;
grant select on secrets to dex_api;
grant update (sealed, ended_at, ended_as) on secrets to dex_api, dex_gate;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_level = 'ROW'
     and exists (select 1 from tenants t where t.tenant = to_jsonb(old) ->> 'tenant' and t.state = 'deleting') then
    return old;
  end if;
  raise exception 'append_only: % refuses %', tg_table_name, tg_op using errcode = 'DX002';
end $$;
`
