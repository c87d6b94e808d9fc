/** Who decides on whose behalf while they are away; what was said once is never changed, and what was ended stays ended. */
export const deputies = `
create table deputies (
  tenant text references tenants, id text, person text not null, deputy text not null,
  from_at timestamptz not null, until_at timestamptz not null, statement jsonb not null, signature text not null,
  created_at timestamptz not null default now(), ended_at timestamptz, ended_by text,
  primary key (tenant, id), foreign key (tenant, person) references people, foreign key (tenant, deputy) references people
);
create index deputies_of on deputies (tenant, deputy, person, until_at) where ended_at is null;
create function deputy_stays_ended() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null then
    raise exception 'append_only: % was ended', old.id using errcode = 'DX002';
  end if;
  return new;
end $$;
create trigger deputy_stays_ended before update on deputies for each row execute function deputy_stays_ended();
alter table deputies enable row level security;
alter table deputies force row level security;
create policy tenant_only on deputies using (tenant = app_tenant()) with check (tenant = app_tenant());
grant select, insert on deputies to dex_api;
grant update (ended_at, ended_by) on deputies to dex_api;
grant select on deputies to dex_gate;
`
