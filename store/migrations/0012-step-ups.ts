/**
 * A fresh sign-in for one approval, in one session, used once (T19); what a sign-in has to show of a second factor; and the
 * requester's own word, given while signed in, that a ticket in their name is theirs (T22).
 */
export const stepUps = `
create table step_ups (
  tenant text references tenants, id text, session text not null, person text not null, approval text not null,
  hash text not null, acr text not null, auth_time bigint not null, made_at timestamptz not null default now(),
  used_at timestamptz,
  primary key (tenant, id), foreign key (tenant, person) references people
);
create index step_ups_open on step_ups (tenant, session, approval) where used_at is null;
alter table step_ups enable row level security;
alter table step_ups force row level security;
create policy tenant_only on step_ups using (tenant = app_tenant()) with check (tenant = app_tenant());
grant select, insert, delete on step_ups to dex_api;
grant update (used_at) on step_ups to dex_api;

alter table identity_providers add column mfa jsonb not null default '{"amr": ["mfa"], "acr": []}';

grant update (assurance, requester_person, authors, updated_at) on requests to dex_api;
`
