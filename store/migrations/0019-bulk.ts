/**
 * Lists: one action on many targets, approved as a whole (T20). Written by the gate alone. A leaf of a list that people signed is
 * used once.
 */
export const bulk = `
create table bulk_lists (
  tenant text, request text, step int, turn int not null, call_index int not null, action text not null, hash text not null,
  size int not null check (size > 0),
  state text not null check (state in ('waiting', 'canary', 'running', 'paused', 'held', 'connecting', 'ended', 'void')),
  code text, replaced_by int, created_at timestamptz not null default now(), started_at timestamptz, ended_at timestamptz,
  primary key (tenant, request, step), foreign key (tenant, request, step) references proposals
);
create table bulk_lines (
  tenant text, request text, list int, line int, position int, target jsonb, action_hash text, step int,
  state text not null check (state in ('waiting', 'aside', 'done', 'failed', 'denied', 'in_doubt', 'skipped')),
  code text, read_back text check (read_back in ('yes', 'no', 'cannot_tell')), settled_at timestamptz,
  primary key (tenant, request, list, line), unique (tenant, request, list, position),
  foreign key (tenant, request, list) references bulk_lists,
  check ((position is null) = (state = 'aside')), check (position is null or action_hash is not null)
);
create index bulk_lines_by_step on bulk_lines (tenant, request, step) where step is not null;
create table leaf_uses (
  tenant text, request text, list int, position int, idempotency_key text not null, used_at timestamptz not null default now(),
  primary key (tenant, request, list, position), unique (tenant, idempotency_key),
  foreign key (tenant, request, list) references bulk_lists
);
create trigger refuse_change before update or delete on leaf_uses for each row execute function refuse_change();
create trigger refuse_truncate before truncate on leaf_uses for each statement execute function refuse_change();

alter table bulk_lists enable row level security;
alter table bulk_lists force row level security;
create policy tenant_only on bulk_lists using (tenant = app_tenant()) with check (tenant = app_tenant());
alter table bulk_lines enable row level security;
alter table bulk_lines force row level security;
create policy tenant_only on bulk_lines using (tenant = app_tenant()) with check (tenant = app_tenant());
alter table leaf_uses enable row level security;
alter table leaf_uses force row level security;
create policy tenant_only on leaf_uses using (tenant = app_tenant()) with check (tenant = app_tenant());

grant select on bulk_lists, bulk_lines to dex_api;
grant select, insert, update on bulk_lists, bulk_lines to dex_gate;
grant select, insert on leaf_uses to dex_gate;

alter table proposals drop constraint proposals_origin_check;
alter table proposals add constraint proposals_origin_check check (origin in ('model', 'system', 'line'));
`
