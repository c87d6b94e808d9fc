/** Among which approvers a person is, as the gate read it last: connections ask for no more than that needs. */
export const approverSets = `
create table approver_sets (
  tenant text references tenants, person text, people text[] not null, roles text[] not null, groups text[] not null,
  read_at timestamptz not null,
  primary key (tenant, person), foreign key (tenant, person) references people
);
alter table approver_sets enable row level security;
alter table approver_sets force row level security;
create policy tenant_only on approver_sets using (tenant = app_tenant()) with check (tenant = app_tenant());
grant select, insert, update on approver_sets to dex_gate;
grant select on approver_sets to dex_api;
`
