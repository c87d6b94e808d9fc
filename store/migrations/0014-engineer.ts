/** What models cost, by request and by tenant and day, so that bounds hold over restarts and workers. */
export const engineer = `
alter table requests add column cost_micros bigint not null default 0;
grant update (cost_micros) on requests to dex_think;
create table model_usage (
  tenant text references tenants, day date, turns bigint not null default 0, tokens bigint not null default 0,
  cost_micros bigint not null default 0, primary key (tenant, day)
);
grant select, insert, update on model_usage to dex_think;
grant select on model_usage to dex_api;
alter table model_usage enable row level security;
alter table model_usage force row level security;
create policy tenant_only on model_usage using (tenant = app_tenant()) with check (tenant = app_tenant());
`
