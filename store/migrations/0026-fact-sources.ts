/** Which facts people can set of themselves at a platform, as the gate saw it last (T10). */
export const factSources = `
create table fact_sources (
  tenant text references tenants, platform text, self_editable text[] not null, changed_at timestamptz not null,
  primary key (tenant, platform)
);
grant select, insert, update on fact_sources to dex_gate;
grant select on fact_sources to dex_api;
alter table fact_sources enable row level security;
alter table fact_sources force row level security;
create policy tenant_only on fact_sources using (tenant = app_tenant()) with check (tenant = app_tenant());
`
