/** What was approved last is looked at beside each approval that waits; a standing approval that lapsed is renewed once. */
export const approved = `
create index approvals_approved on approvals (tenant, closed_at desc) where state = 'approved';
alter table standing_approvals add column renews text;
alter table standing_approvals add foreign key (tenant, renews) references standing_approvals (tenant, id);
grant insert (renews) on standing_approvals to dex_api;
create unique index standing_renewed_once on standing_approvals (tenant, renews) where renews is not null;
`
