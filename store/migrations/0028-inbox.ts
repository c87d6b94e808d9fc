/**
 * Row-level security keeps an index on an expression from being used: only columns of their own are looked up behind it. What is
 * open is counted without what was closed.
 */
export const inbox = `
drop index proposals_wanted;
alter table proposals add column target_id text generated always as (target ->> 'id') stored;
create index proposals_wanted on proposals (tenant, target_id) where is_write and state in ('decided', 'waiting');
drop index bulk_lines_wanted;
alter table bulk_lines add column target_id text generated always as (target ->> 'id') stored;
create index bulk_lines_wanted on bulk_lines (tenant, target_id) where state = 'waiting';
create index requests_open on requests (tenant, status) where closed_at is null;
`
