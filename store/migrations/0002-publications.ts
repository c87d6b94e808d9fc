/**
 * A tenant's own bundle comes into force by the gate alone; api writes down what a person asks for, and what it was compared
 * with.
 */
export const publications = `
create table publications (
  tenant text references tenants, id text, digest text not null, ordinal int not null check (ordinal > 0),
  kind text not null check (kind in ('publish', 'rollback')), author text not null, reason text not null,
  base_operator text not null references operator_bundles, base_tenant text, united text not null, loosens boolean not null,
  review jsonb not null, statement jsonb not null, signature text not null,
  state text not null default 'proposed' check (state in ('proposed', 'waiting', 'published', 'rejected', 'expired', 'void', 'refused')),
  code text, proposed_at timestamptz not null default now(), settled_at timestamptz,
  primary key (tenant, id), unique (tenant, digest, ordinal),
  foreign key (tenant, digest) references tenant_bundles, foreign key (tenant, author) references people
);
create index publications_recent on publications (tenant, proposed_at desc, id);
create index publications_open on publications (tenant, proposed_at) where settled_at is null;

alter table publications enable row level security;
alter table publications force row level security;
create policy tenant_only on publications using (tenant = app_tenant()) with check (tenant = app_tenant());

grant select on publications to dex_api, dex_gate;
grant insert (tenant, id, digest, ordinal, kind, author, reason, base_operator, base_tenant, united, loosens, review, statement, signature)
  on publications to dex_api;
grant update (state, code, settled_at) on publications to dex_gate;

revoke insert, update on tenant_bundle_in_force from dex_api;
grant insert, update on tenant_bundle_in_force to dex_gate;
`
