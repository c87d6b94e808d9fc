/**
 * "Approve always": terms that people signed, each signature, each use. Api writes what people say, gate uses it up; what was
 * ended stays ended.
 */
export const standingApprovals = `
create table standing_approvals (
  tenant text references tenants, id text, action text not null, grantor text not null, terms jsonb not null,
  source_request text not null, source_step int not null, sealed_reason bytea,
  state text not null default 'active' check (state in ('active', 'revoked', 'lapsed')), code text, closed_by text,
  granted_at timestamptz not null default now(), until timestamptz not null, closed_at timestamptz,
  primary key (tenant, id), foreign key (tenant, grantor) references people
);
create index standing_approvals_in_force on standing_approvals (tenant, action, until) where state = 'active';
create table standing_signatures (
  tenant text, standing text, person text, statement jsonb not null, signature text not null,
  signed_at timestamptz not null default now(),
  primary key (tenant, standing, person), foreign key (tenant, standing) references standing_approvals,
  foreign key (tenant, person) references people
);
create table standing_uses (
  tenant text, standing text not null, request text, step int, used_at timestamptz not null default now(),
  primary key (tenant, request, step), foreign key (tenant, standing) references standing_approvals,
  foreign key (tenant, request) references requests
);
create index standing_uses_of on standing_uses (tenant, standing, used_at);

create function standing_stays_ended() returns trigger language plpgsql as $$
begin
  if old.state <> 'active' then
    raise exception 'append_only: % was ended', old.id using errcode = 'DX002';
  end if;
  return new;
end $$;
create trigger standing_stays_ended before update on standing_approvals for each row execute function standing_stays_ended();
create trigger refuse_change before update or delete on standing_signatures for each row execute function refuse_change();
create trigger refuse_truncate before truncate on standing_signatures for each statement execute function refuse_change();
create trigger refuse_change before update or delete on standing_uses for each row execute function refuse_change();
create trigger refuse_truncate before truncate on standing_uses for each statement execute function refuse_change();

alter table standing_approvals enable row level security;
alter table standing_approvals force row level security;
create policy tenant_only on standing_approvals using (tenant = app_tenant()) with check (tenant = app_tenant());
alter table standing_signatures enable row level security;
alter table standing_signatures force row level security;
create policy tenant_only on standing_signatures using (tenant = app_tenant()) with check (tenant = app_tenant());
alter table standing_uses enable row level security;
alter table standing_uses force row level security;
create policy tenant_only on standing_uses using (tenant = app_tenant()) with check (tenant = app_tenant());

grant select on standing_approvals, standing_signatures, standing_uses to dex_api, dex_gate;
grant insert (tenant, id, action, grantor, terms, source_request, source_step, sealed_reason, until) on standing_approvals to dex_api;
grant insert on standing_signatures to dex_api;
grant update (state, code, closed_by, closed_at) on standing_approvals to dex_api, dex_gate;
grant insert on standing_uses to dex_gate;

create index proposals_by_action on proposals (tenant, action, created_at) where is_write;
`
