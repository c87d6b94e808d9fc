/** What other requests want to change the same is found without reading them all. */
export const wanted = `
create index proposals_wanted on proposals (tenant, (target ->> 'id')) where is_write and state in ('decided', 'waiting');
create index bulk_lines_wanted on bulk_lines (tenant, (target ->> 'id')) where state = 'waiting';
`
